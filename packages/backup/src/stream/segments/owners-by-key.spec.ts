import { expect, it } from '@jest/globals';
import { OwnersByKey } from './owners-by-key.js';
import type { KnownRelation } from './relations.js';
import { Touched } from './touched.js';

const events = { relation: { id: 1, table: 'events' }, owner: 0, ownerInKey: false, key: 1, naming: [] } as unknown as KnownRelation;
const bytes = (text: string | null) => (text === null ? null : Buffer.from(text));
const [INSERT, DELETE] = [Buffer.from('I'), Buffer.from('D')];

/** Whose rows a segment says it has: rows that come, then keys that go. */
function appsOf(owners: OwnersByKey, come: readonly (readonly [string | null, string])[], go: readonly string[]): readonly string[] | '*' {
  const touched = new Touched();
  for (const [app, key] of come) touched.row(events, INSERT, [{ is: 'new', values: [bytes(app), bytes(key)] }], owners);
  for (const key of go) touched.row(events, DELETE, [{ is: 'key', values: [null, bytes(key)] }], owners);
  return touched.apps;
}

it('Rule 12: whose a row was that a delete names by its key alone is known from its insert on, in later segments too', () => {
  const owners = new OwnersByKey();
  expect(appsOf(owners, [['a', '1'], ['b', '2'], [null, '3']], [])).toEqual(['a', 'b']);
  expect(appsOf(owners, [], ['2', '3'])).toEqual(['b']);
  expect(appsOf(owners, [['a', '4']], ['1'])).toEqual(['a']);
});

it('A row that came before the stream, or too long ago, may be of anybody; so may one whose delete was seen already', () => {
  const owners = new OwnersByKey(2);
  expect(appsOf(owners, [['a', '1'], ['a', '2'], ['a', '3']], [])).toEqual(['a']);
  for (const unknown of ['0', '1']) expect(appsOf(owners, [], [unknown])).toBe('*');
  expect(appsOf(owners, [], ['2', '3'])).toEqual(['a']);
  expect(appsOf(owners, [], ['3'])).toBe('*');
});
