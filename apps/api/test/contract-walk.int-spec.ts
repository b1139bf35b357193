import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { NEVER, OTHER_WORDS } from './walk/exceptions.js';
import { errorExamples, perform, SERVED, statusesOf, type ErrorExample } from './walk/operations.js';
import { CASES } from './walk/operations/index.js';
import { World } from './walk/world.js';

/** How many openapi.yaml has. */
const OPERATIONS = 68;

let api: RunningApi;
let world: World;
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

  it.each(CASES[id] ?? [])('answers %i when %s', async (status, _when, ask) => {
    const answer = await perform(api, operation, world, await ask(world));
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
    const example = examples.get(`${id} ${status}`);
    if (example === undefined || !isFirst(id, status, ask)) return;
    const alike = { answer: told(answer), alike: isAlike(example, told(answer)) };
    expect(alike).toEqual({ answer: alike.answer, alike: OTHER_WORDS[`${id} ${status}`] === undefined });
  });
});

/** Whether a case is the one that the example of its status is compared with. */
const isFirst = (id: string, status: number, ask: unknown): boolean => CASES[id]?.find(([of]) => of === status)?.[2] === ask;

const told = ({ body }: Answer): ErrorExample => (body as { errors: [ErrorExample] }).errors[0];

/** Ids aside; a title may go on where the example ends, and name the field. */
function isAlike({ code, title }: ErrorExample, answered: ErrorExample): boolean {
  const plain = (text: string) => text.replaceAll(/[0-9a-f]{24,25}/g, 'id');
  return answered.code === code && plain(answered.title).startsWith(plain(title));
}
