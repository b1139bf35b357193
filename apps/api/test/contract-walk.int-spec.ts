import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { referenceDocument } from '@parley/testing';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Answer } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { compatibilityPage, FOUND, PAGE } from './walk/compatibility-page.js';
import { NEVER, OTHER_WORDS } from './walk/exceptions.js';
import { errorExamples, perform, SERVED, statusesOf, type ErrorExample } from './walk/operations.js';
import { CASES } from './walk/operations/index.js';
import { World } from './walk/world.js';

/** How many openapi.yaml has. */
const OPERATIONS = 68;

let api: RunningApi;
let world: World;
/** What was found to be so: the lines of docs/compatibility.md come from here. */
const walked = new Set<string>();
beforeAll(async () => {
  api = await startApi({ egressAllow: ['127.0.0.0/8'] });
  world = await World.make(api);
});
afterAll(() => api.close());

describe('The walk', () => {
  it('goes through all 68 operations of the contract, and through no other', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(SERVED.map(({ id }) => id).toSorted());
    expect(SERVED.length).toBe(OPERATIONS);
  });

  it.each(SERVED.map((operation) => [operation.id, operation] as const))('sees every status that %s documents, but those that it never answers', (id, operation) => {
    const seen = new Set((CASES[id] ?? []).map(([status]) => status));
    const never = statusesOf(operation).filter((status) => NEVER[`${id} ${status}`] !== undefined);
    expect([...seen, ...never].toSorted((a, b) => a - b)).toEqual(statusesOf(operation));
  });

  it('knows no exception that is none', () => {
    const documented = SERVED.flatMap((operation) => statusesOf(operation).map((status) => `${operation.id} ${status}`));
    expect(Object.keys({ ...NEVER, ...OTHER_WORDS }).filter((line) => !documented.includes(line))).toEqual([]);
  });
});

// That status and body are as the documents say, `call` sees to.
describe.each(SERVED.map((operation) => [operation.id, operation] as const))('%s', (id, operation) => {
  const examples = errorExamples();

  it.each(CASES[id] ?? [])('answers %i when %s', async (status, when, ask) => {
    const answer = await perform(api, operation, world, await ask(world));
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
    walked.add(`${id} ${status}: ${when}`);
    const example = examples.get(`${id} ${status}`);
    if (example === undefined || !isFirst(id, status, ask)) return;
    const alike = { answer: told(answer), alike: isAlike(example, told(answer)) };
    expect(alike).toEqual({ answer: alike.answer, alike: OTHER_WORDS[`${id} ${status}`] === undefined });
  });
});

// Last: what all of the walk found. Without the reference nobody knows how the two documents differ.
if (referenceDocument() !== undefined) {
  describe('docs/compatibility.md', () => {
    it('says what the walk found (npm run compatibility writes it)', async () => {
      const found = compatibilityPage(walked);
      await mkdir(dirname(FOUND), { recursive: true });
      await writeFile(FOUND, found);
      expect(await readFile(PAGE, 'utf8')).toBe(found);
    });
  });
}

/** Whether a case is the one that the example of its status is compared with. */
const isFirst = (id: string, status: number, ask: unknown): boolean => CASES[id]?.find(([of]) => of === status)?.[2] === ask;

const told = ({ body }: Answer): ErrorExample => (body as { errors: [ErrorExample] }).errors[0];

/** Ids aside; a title may go on where the example ends, and name the field. */
function isAlike({ code, title }: ErrorExample, answered: ErrorExample): boolean {
  const plain = (text: string) => text.replaceAll(/[0-9a-f]{24,25}/g, 'id');
  return answered.code === code && plain(answered.title).startsWith(plain(title));
}
