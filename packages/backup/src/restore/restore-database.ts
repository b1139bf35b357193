import { sqlOf } from '@parley/persistence';
import pg from 'pg';
import { LEDGER_TABLES, writeLedgerRows, type LedgerRows } from '../ledger/ledger-rows.js';
import type { SequenceEntry } from '../format/manifest.types.js';
import type { RestorePlan } from './plan/restore-plan.js';
import type { RepositoryView } from './plan/repository-view.js';
import { closedApps } from './load/closed-apps.js';
import { bytesOf, loadTables } from './load/load-tables.js';
import type { FrameParts } from './load/read-chunks.js';
import { verifyTables } from './load/verify-tables.js';
import { replaySegments } from './replay/replay-segments.js';
import { parseVisibility } from './replay/visibility.js';
import { heldRows, hold, NONE_HELD, type Held } from './complete/held.js';
import { revokeAgain } from './complete/revocations.js';
import { setSequences } from './complete/sequences.js';
import { largeKeys, putAllBack, putBack, strip } from './target/bare-tables.js';
import { KINDS } from './target/definitions.js';
import { forgetState, openState, setPhase, STATE_SCHEMA } from './target/restore-state.js';
import { requireMigrations } from './target/require-migrations.js';
import { inTransaction, keepingConnections, withTarget, type Target } from './target/target.js';

/** What a restore is done with. */
export interface RestoreParts extends FrameParts {
  readonly view: RepositoryView;
  readonly target: Target;
  /** Makes the roles and the schema up to a migration, where that has not been done; may be repeated. */
  readonly migrateTo: (migration: string) => Promise<void>;
  /** The keys as they are now. */
  readonly ledgerRows: LedgerRows;
  /** Ids of API keys that were taken back. */
  readonly revoked: () => Promise<readonly string[]>;
  /** Whether the database takes the place of the one that wrote the backups, and goes on with them in a chain of its own; a drill does not. */
  readonly continues: boolean;
  /** Erases again what was erased after the moment; on the whole schema. Answers how many erasures there were. */
  readonly eraseAgain: () => Promise<number>;
  readonly progress?: (progress: RestoreProgress) => void;
}

/** What is being done. Loading counts bytes, replaying counts segments; the others are at their end when they have one. */
export interface RestoreProgress {
  readonly step: 'schema' | 'loading' | 'verifying' | 'keys' | 'replaying' | 'completing';
  readonly done: number;
  readonly total: number;
}

/** What came of it. */
export interface Restored {
  readonly snapshot: number;
  /** Transactions that were replayed after it, in this run. */
  readonly transactions: number;
  /** The last commit that is in it, in microseconds since 1970; nothing where it is as the snapshot was. */
  readonly last: number | undefined;
  readonly held: Held;
  readonly revoked: number;
  readonly erased: number;
  /** Apps whose rows could not be opened any more. */
  readonly closed: readonly string[];
}

/**
 * Makes an empty database what another one was at a moment. Killed at any time, it goes on when it is run again with the same
 * plan. Until it ends the database is of no use: no key is open in it, and no worker may be started on it. Raises BackupFault:
 * `occupied`, `missing`, `different` (also where this product has other migrations than the one that wrote the backups),
 * `broken_chain`.
 */
export const restoreDatabase = (parts: RestoreParts, plan: RestorePlan): Promise<Restored> =>
  keepingConnections(parts.target, (target) => restoreInto({ ...parts, target }, plan));

async function restoreInto(parts: RestoreParts, plan: RestorePlan): Promise<Restored> {
  const { target } = parts;
  const tell = (step: RestoreProgress['step'], done: number, total: number): void => parts.progress?.({ step, done, total });
  const snapshot = await parts.view.snapshot(plan.snapshot.number);
  const identity = { repository: parts.keys.repository.id, snapshot: plan.snapshot.number, ...(plan.to !== undefined && { to: plan.to }) };
  let state = await withTarget(target, (client) => openState(client, identity));
  const closed = await closedApps(snapshot, parts.appKey);

  if (state.phase === 'schema') {
    tell('schema', 0, 1);
    await parts.migrateTo(snapshot.migration);
    await withTarget(target, (client) => requireMigrations(sqlOf(client), snapshot));
    await strip(target, KINDS);
    await withTarget(target, async (client) => {
      await emptyTables(client, snapshot.tables.map(({ name }) => pg.escapeIdentifier(name)));
      await setPhase(client, 'loading');
    });
    state = { ...state, phase: 'loading' };
  }
  if (state.phase === 'loading') {
    const total = snapshot.tables.reduce((sum, { chunks }) => sum + bytesOf(chunks), 0);
    let done = 0;
    await loadTables(target, parts, snapshot, closed, (bytes) => tell('loading', (done += bytes), total));
    tell('verifying', 0, 1);
    // The key of a large table occupies one connection for as long as the comparison takes on the other.
    await verifyTables(target, snapshot, closed, { beside: await largeKeys(target) });
    tell('keys', 0, 1);
    await putBack(target, ['primary']);
    await withTarget(target, (client) => setPhase(client, 'replaying'));
    state = { ...state, phase: 'replaying' };
  }
  let replayed = { transactions: 0, last: undefined as number | undefined };
  if (state.phase === 'replaying') {
    let segments = 0;
    replayed = await replaySegments(
      { ...parts, replayed: (more) => tell('replaying', (segments += more), plan.segments.length) },
      { segments: plan.segments, visibility: parseVisibility(snapshot.visibility), to: plan.to, closed, applied: state.applied, segment: state.segment },
    );
    await withTarget(target, (client) => setPhase(client, 'completing'));
    state = { ...state, phase: 'completing' };
  }
  tell('completing', 0, 1);
  const revoked = state.phase === 'erasing' ? 0 : await complete(parts, snapshot.sequences);
  const erased = await parts.eraseAgain();
  const held = await withTarget(target, async (client) => {
    await forgetState(client);
    return heldRows(client);
  });
  return { snapshot: plan.snapshot.number, ...replayed, revoked, erased, held: held ?? NONE_HELD, closed: [...closed].sort() };
}

/** What migrations put into tables is in the snapshot as well. A table that is truncated gets new files: of the few alone that have rows. */
async function emptyTables(client: pg.Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(tables.map((name) => `select ${pg.escapeLiteral(name)} as name where exists (select from ${name})`).join(' union all '));
  if (rows.length > 0) await client.query(`truncate ${rows.map(({ name }) => name).join(', ')}`);
}

/** All of it may be done again, after a kill in its middle. Answers how many API keys were taken back. */
async function complete(parts: RestoreParts, sequences: readonly SequenceEntry[]): Promise<number> {
  const { target } = parts;
  // What a kill left in place again: under the policies' hold an owner sees no row.
  await strip(target, ['trigger', 'forced']);
  const ids = await parts.revoked();
  const revoked = await withTarget(target, async (client) => {
    await inTransaction(client, async () => {
      for (const table of LEDGER_TABLES.toReversed()) await client.query(`delete from ${table}`);
      await writeLedgerRows(sqlOf(client), parts.ledgerRows);
    });
    if (parts.continues) await client.query('update backup_repository set id = $1', [parts.keys.repository.id]);
    await setSequences(client, sequences);
    await hold(client);
    return revokeAgain(client, ids);
  });
  await putAllBack(target, { analyzed: true });
  await withTarget(target, (client) => setPhase(client, 'erasing'));
  return revoked;
}

/** Whether a restore has begun in a database and has not ended. */
export const isUnfinished = async (target: Target): Promise<boolean> =>
  withTarget(target, async (client) => (await client.query<{ there: boolean }>(`select to_regclass('${STATE_SCHEMA}.state') is not null as there`)).rows[0]?.there === true);
