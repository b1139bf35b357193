import { newId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { recomputeHashes } from './superuser.js';
import type { Random } from './random.js';

/** The log as it stands in its tables. */
export interface TableLog {
  /** Entries in the tree. */
  readonly count: number;
  /** Entries under the last checkpoint. */
  readonly covered: number;
  /** Sizes of the checkpoints. */
  readonly sizes: readonly number[];
}

/** What verifying must say first; of a code where one is given, else of one of these. */
export interface Expected {
  readonly first: number;
  readonly codes: readonly string[];
}

type Alter = (tx: Sql, random: Random, log: TableLog) => Promise<Expected>;

/** How each column of an entry may be altered. Every one takes part in the leaf. */
const EDITS = [
  `account_id = '0123456789abcdef01234567'`, `app_id = '0123456789abcdef01234567'`, `actor = actor || '1'`, `scope = 'system'`, `address = '198.51.100.7'`,
  `action = 'app:delete'`, `target_type = 'app'`, `target_id = null`, `outcome = 'refused'`, `request_id = 'other'`, `at = at + interval '1 millisecond'`,
  `details = details || '{"count": 1}'`,
] as const;

const idAt = async (tx: Sql, position: number): Promise<string> => (await tx.query<{ id: string }>('select entry_id as id from audit_leaves where position = $1', [position]))[0]?.id ?? '';
const editAt = async (tx: Sql, position: number, edit: string): Promise<unknown> => tx.query(`update audit_entries set ${edit} where id = $1`, [await idAt(tx, position)]);

/** Two steps, so that no two leaves have one position at any moment. */
async function shift(tx: Sql, from: number, by: 1 | -1): Promise<void> {
  await tx.query('update audit_leaves set position = position + 1000000 where position >= $1', [from]);
  await tx.query('update audit_leaves set position = position - 1000000 + $1 where position >= 1000000', [by]);
}

async function forge(tx: Sql, position: number): Promise<void> {
  const id = newId();
  await tx.query(`insert into audit_entries (id, actor, scope, action, target_type, outcome, at) values ($1, 'operator', 'operator', 'account:update', 'account', 'done', now())`, [id]);
  await tx.query('insert into audit_leaves (tree, position, entry_id, leaf_hash) values (1, $1, $2::text, sha256($2::text::bytea))', [position, id]);
}

async function remove(tx: Sql, from: number, to: number, { leaves = true, entries = true } = {}): Promise<void> {
  if (entries) await tx.query('delete from audit_entries where id in (select entry_id from audit_leaves where position >= $1 and position < $2)', [from, to]);
  if (leaves) await tx.query('delete from audit_leaves where position >= $1 and position < $2', [from, to]);
}

const edit: Alter = async (tx, random, { covered }) => {
  const first = random.below(covered);
  await editAt(tx, first, random.pick(EDITS));
  return { first, codes: ['edited'] };
};

const editId: Alter = async (tx, random, { covered }) => {
  const [first, id] = [random.below(covered), newId()];
  await tx.query('update audit_entries set id = $2 where id = $1', [await idAt(tx, first), id]);
  await tx.query('update audit_leaves set entry_id = $2 where position = $1', [first, id]);
  return { first, codes: ['edited'] };
};

const deleteLeavingAHole: Alter = async (tx, random, { covered, count }) => {
  const first = random.below(covered);
  await remove(tx, first, first + 1, random.pick([{}, { leaves: false }, { entries: false }]));
  return { first, codes: [first === count - 1 ? 'truncated' : 'deleted'] };
};

const deleteAndRenumber: Alter = async (tx, random, { covered }) => {
  const first = random.below(covered);
  await remove(tx, first, first + 1);
  await shift(tx, first, -1);
  return { first, codes: first === covered - 1 ? ['truncated', 'edited'] : ['deleted'] };
};

const insert: Alter = async (tx, random, { covered }) => {
  const first = random.below(covered);
  await shift(tx, first, 1);
  await forge(tx, first);
  return { first, codes: ['inserted'] };
};

const insertUnderAUsedPosition: Alter = async (tx, random, { covered }) => {
  const first = random.below(covered);
  // What backups publish must tell its rows apart, or nothing may change them any more.
  await tx.query('alter table audit_leaves drop constraint audit_leaves_pkey, replica identity full');
  await forge(tx, first);
  // Which of the two comes first is nobody's promise.
  return { first, codes: ['inserted', 'edited'] };
};

const reorder: Alter = async (tx, random, { covered }) => {
  const first = random.below(covered - 1);
  const other = first + 1 + random.below(covered - first - 1);
  for (const [from, to] of [[first, 1_000_000], [other, first], [1_000_000, other]]) await tx.query('update audit_leaves set position = $2 where position = $1', [from, to]);
  return { first, codes: ['reordered'] };
};

const truncate: Alter = async (tx, random, { covered, count }) => {
  const first = random.below(covered);
  await remove(tx, first, count);
  return { first, codes: ['truncated'] };
};

/** As the tables were at an earlier time; then the log went on otherwise. */
const rollBack: Alter = async (tx, random, { covered, count }) => {
  const [first, others] = [random.below(covered), random.below(count)];
  await remove(tx, first, count);
  await tx.query('delete from audit_checkpoints where size > $1', [first]);
  for (let position = first; position < first + others; position += 1) await forge(tx, position);
  return { first, codes: others === 0 ? ['truncated'] : ['rewritten', 'edited'] };
};

const editFromHereOn: Alter = async (tx, random, { covered, count }) => {
  const first = random.below(covered);
  await tx.query(`update audit_entries set ${random.pick(EDITS)} where id in (select entry_id from audit_leaves where position >= $1 and position < $2)`, [first, count]);
  return { first, codes: ['rewritten', 'edited'] };
};

/** Each of them also with every hash computed anew. */
const OF_ENTRIES = { edit, editId, deleteLeavingAHole, deleteAndRenumber, insert, insertUnderAUsedPosition, reorder, truncate, rollBack, editFromHereOn };

const andRecompute = (alter: Alter): Alter => async (tx, random, log) => {
  const expected = await alter(tx, random, log);
  await recomputeHashes(tx);
  return expected;
};

/** A hash that no entry of the log has: proofs would not hold. */
const alterHash: Alter = async (tx, random, { covered }) => {
  const first = random.below(covered);
  await tx.query(`update audit_leaves set leaf_hash = sha256(leaf_hash) where position = $1`, [first]);
  return { first, codes: ['hash_differs'] };
};

export const ALTERATIONS: Readonly<Record<string, Alter>> = {
  ...OF_ENTRIES,
  ...Object.fromEntries(Object.entries(OF_ENTRIES).map(([name, alter]) => [`${name}, all hashes recomputed`, andRecompute(alter)])),
  alterHash,
};
