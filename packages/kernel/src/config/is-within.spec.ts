import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWithin } from './is-within.js';

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-within-'));
  for (const name of ['data', 'data-2']) mkdirSync(at(name));
  writeFileSync(at('data', 'key'), '');
  symlinkSync(at('data', 'key'), at('link-to-key'));
  symlinkSync(at('data'), at('link-to-data'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['a file there', ['data', 'key'], true],
  ['a file that is not there yet', ['data', 'new', 'key'], true],
  ['a link to a file there', ['link-to-key'], true],
  ['a name by way of a link to the folder', ['link-to-data', 'new'], true],
  ['a name that begins with two dots', ['data', '..key'], true],
  ['a folder whose name begins alike', ['data-2', 'key'], false],
  ['a file beside', ['key'], false],
  ['the folder itself', ['data'], false],
])('%s', (_what, names, within) => expect(isWithin(at('data'), at(...names))).toBe(within));
