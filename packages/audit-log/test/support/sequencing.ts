import { newId, type AccountId } from '@parley/kernel';
import type { Database, ScopedSql, Sql } from '@parley/persistence';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditSequencer, DirectoryPlace, keptCheckpoint, operatorOn, recordAct, type AuditAction, type CheckpointPlace } from '../../src/index.js';
import { keptSizes } from '../../src/places/kept.js';
import { log, signer } from './log.js';

/** Writes an entry in an account's log. */
export const writeEntry = (db: Database, accountId: AccountId, action: AuditAction = 'account:update'): Promise<string> =>
  db.account(accountId).transaction((tx) => recordAct(tx, operatorOn(accountId), { action, target: { type: 'account', id: newId() } }));

/** A directory of its own as a place. */
export function temporaryPlace(): { place: DirectoryPlace; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'parley-audit-'));
  return { place: new DirectoryPlace(path), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** SQL that takes the log's last entries away, as whoever put an older copy in place did: so many stay, and checkpoints of two. */
export const rollBackTo = (entries: number): string => `
  set session_replication_role = replica;
  delete from audit_checkpoints where size > 2;
  delete from audit_entries where id in (select entry_id from audit_leaves where position >= ${entries});
  delete from audit_leaves where position >= ${entries};
  set session_replication_role = origin`;

/** A sequencer as a worker has one, without its clock: `step` by step. Its alarms are kept. */
export function newSequencer(db: ScopedSql, ...places: CheckpointPlace[]) {
  const alarms: { what: string; error: unknown }[] = [];
  const sequencer = new AuditSequencer({ db, signer, log, places, onAlarm: (what, error) => alarms.push({ what, error }) });
  return { sequencer, alarms, step: async () => (await sequencer.step(), await sequencer.settled()) };
}

/** The sizes and roots of the checkpoints that a place has of a tree, verified. */
export async function checkpointsIn(place: CheckpointPlace, tree = 1): Promise<string[]> {
  const found: string[] = [];
  for (const size of await keptSizes(place, tree)) found.push(`${size} ${(await keptCheckpoint(place, log, tree, size)).root.toString('hex')}`);
  return found;
}

/** What a process that is killed does no more. */
export class Killed extends Error {}

/** Counts statements down; the one that finds nothing left is not made, or made without an answer, and so are all later ones. */
export function killedAfter(db: ScopedSql, statements: number, answered: boolean): ScopedSql {
  let left = statements;
  const guarded = (sql: Sql): Sql => ({
    query: async (statement, values) => {
      left -= 1;
      if (left < 0) throw new Killed();
      const rows = await sql.query(statement, values);
      if (left === 0 && !answered) throw new Killed();
      return rows as never;
    },
  });
  return { ...guarded(db), transaction: (work) => db.transaction((tx) => work(guarded(tx))) };
}

/** The same for the operations of a place. */
export function placeKilledAfter(place: CheckpointPlace, operations: number): CheckpointPlace {
  let left = operations;
  const spend = <T>(operation: () => Promise<T>): Promise<T> => (--left < 0 ? Promise.reject(new Killed()) : operation());
  return {
    name: place.name,
    put: (name, bytes) => spend(() => place.put(name, bytes)),
    get: (name) => spend(() => place.get(name)),
    list: (folder) => spend(() => place.list(folder)),
  };
}
