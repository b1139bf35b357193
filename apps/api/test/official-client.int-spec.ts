import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertConforms } from './support/conformance.js';
import { startApi, type RunningApi } from './support/running-api.js';
import type { Case } from './walk/ask.js';
import { DROPPED } from './walk/dropped-fields.js';
import { callMethod, METHODS } from './walk/official-client.js';
import { scopesOf, SERVED } from './walk/operations.js';
import { CASES } from './walk/operations/index.js';
import { PNG, World } from './walk/world.js';

let api: RunningApi;
let world: World;
let directory: string;
beforeAll(async () => {
  api = await startApi({ egressAllow: ['127.0.0.0/8'] });
  world = await World.make(api);
  directory = await mkdtemp(join(tmpdir(), 'parley-client-'));
  await writeFile(join(directory, 'dot.png'), PNG);
});
afterAll(async () => {
  await api.close();
  await rm(directory, { recursive: true });
});

const idOf = (method: string): string => `${method[0]?.toUpperCase()}${method.slice(1)}`;
/** What it is called for: everything that is done; where nothing is, the first error. */
const toCall = (cases: readonly Case[] = []): readonly Case[] => (cases.some(([status]) => status < 300) ? cases.filter(([status]) => status < 300) : cases.slice(0, 1));

describe('The official JavaScript client 14.1.0, unmodified,', () => {
  it('has no method that is not called here', () => {
    expect([...METHODS.keys()].filter((method) => toCall(CASES[idOf(method)]).length === 0)).toEqual([]);
    expect(METHODS.size).toBe(64);
  });

  it.each([...METHODS.keys()])('%s is answered as the contract says, and what its model keeps is what was sent', async (method) => {
    const operation = SERVED.find(({ id }) => id === idOf(method));
    const lost = new Set<string>();
    for (const [status, , ask] of toCall(CASES[idOf(method)])) {
      const asked = await ask(world);
      const { in: place = world, as = operation && scopesOf(operation)[0] } = asked;
      const { model, heard } = await callMethod(api.url, method, {
        ask: asked, appId: place.appId, authorization: as && (await place.key(as)), file: () => createReadStream(join(directory, 'dot.png')),
      });
      expect({ heard, status: heard.status }).toMatchObject({ status });
      // The whole of the answer: the model drops fields.
      assertConforms(heard);
      const answered: unknown = JSON.parse(heard.text);
      // Of an empty object the client makes a list of its two brackets.
      if (status > 299 || heard.text === '{}') continue;
      for (const at of difference(answered, JSON.parse(JSON.stringify(model)))) lost.add(at);
      expect(altered(asked.json ?? {}, Object.values(answered as object)[0])).toEqual([]);
    }
    expect([...lost].toSorted()).toEqual(DROPPED[method] ?? []);
  });
});

/** Where a model lacks what was sent (`user.brandId`), or has something else (`user.brandId: other`). */
function difference(sent: unknown, kept: unknown, at = ''): string[] {
  if (kept === undefined) return [at];
  if (typeof sent !== 'object' || sent === null) return sent === kept ? [] : [`${at}: other`];
  const below = (key: string) => (Array.isArray(sent) ? `${at}[]` : at === '' ? key : `${at}.${key}`);
  const invented = Object.keys((kept ?? {})).filter((key) => !Object.hasOwn(sent, key)).map((key) => `${below(key)}: other`);
  return [...Object.entries(sent).flatMap(([key, value]) => difference(value, (kept as Record<string, unknown> | null)?.[key], below(key))), ...invented];
}

/** Where what was sent stands otherwise in the answer: also in fields that the model drops. */
function altered(sent: unknown, answered: unknown, at = ''): string[] {
  const [made] = Array.isArray(answered) && !Array.isArray(sent) ? (answered as unknown[]) : [answered];
  if (made === undefined) return [];
  if (typeof sent !== 'object' || sent === null || typeof made !== 'object' || made === null) return sent === made ? [] : [at];
  return Object.entries(sent).filter(([key]) => Object.hasOwn(made, key)).flatMap(([key, value]) => altered(value, (made as Record<string, unknown>)[key], `${at}.${key}`));
}
