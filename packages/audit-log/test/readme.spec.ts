import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS, checkProof, parseVerifierKey } from '../src/index.js';
import { proved } from './independent/note.js';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(README)?.[1] ?? '';

it('the example of the README holds, for both implementations', () => {
  const vkey = block('vkey').trim();
  const { entry, tree, index, checkpoint } = checkProof(Buffer.from(block('proof')), [parseVerifierKey(vkey)]);
  expect({ entry: entry.toString(), tree, index, size: checkpoint.size }).toEqual({ entry: '{"action":"app:update","id":"2"}', tree: 1, index: 1, size: 3 });
  expect(proved(block('proof'), vkey)).toEqual(entry);
});

it('the README names every action that is recorded, and no other', () => {
  const rows = README.split('\n').filter((line) => /^\| `\w+:\w+`/.test(line));
  const named = rows.flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+:\w+)`/g)].map(([, action]) => action));
  expect(named.toSorted()).toEqual(Object.keys(ACTIONS).toSorted());
});
