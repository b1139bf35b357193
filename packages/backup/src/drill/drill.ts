import { setTimeout as delay } from 'node:timers/promises';
import { sqlOf } from '@parley/persistence';
import { BackupFault } from '../backup-fault.js';
import type { OpenLedger } from '../ledger/open-ledger.js';
import type { BackupReader } from '../restore/backup-reader.js';
import type { RepositoryView } from '../restore/plan/repository-view.js';
import { textOfMicros, type RestorePlan } from '../restore/plan/restore-plan.js';
import { restoreDatabase, type RestoreProgress } from '../restore/restore-database.js';
import { withTarget, type Target } from '../restore/target/target.js';
import { publishedSchema } from '../snapshot/published-schema.js';
import { chooseMoment, type Choice } from './choose-moment.js';
import type { OpenedSamples } from './open-samples.js';
import type { DrillFindings } from './report.types.js';
import type { TriedErased } from './try-erased.js';

/** An erasure is on record before its keys go, and zones hear of that a moment later: so often, and so far apart in milliseconds, is tried again. */
const [TRIES, APART_MS] = [20, 30_000];

/** How far a drill has come: after the restore messages are opened. */
export type DrillProgress = Omit<RestoreProgress, 'step'> & { readonly step: RestoreProgress['step'] | 'samples' };

/** What a drill is done with. */
export interface DrillParts extends Choice {
  /** Of one zone alone, as are the ledger and the view. */
  readonly reader: BackupReader;
  readonly ledger: Pick<OpenLedger, 'keys' | 'appKey' | 'rows' | 'revoked'>;
  readonly view: RepositoryView;
  /** An empty database, which nobody else uses. */
  readonly target: Target;
  readonly migrateTo: (migration: string) => Promise<void>;
  readonly eraseAgain: () => Promise<number>;
  readonly openSamples: () => Promise<OpenedSamples>;
  readonly tryErased: () => Promise<TriedErased>;
  /** Milliseconds between two tries to read what was erased, where one was not in vain; half a minute without it. */
  readonly erasedAfterMs?: number;
  /** Called with what will be restored. */
  readonly planned?: ((plan: RestorePlan) => void) | undefined;
  readonly progress?: ((progress: DrillProgress) => void) | undefined;
}

/**
 * Restores a random moment into a scratch database, with everything that a real restore does but taking the lost one's place,
 * and looks whether it is what was backed up (rule 15 of the design). Raises BackupFault where it is not; `unreadable` where a
 * message does not open, `readable` where one of an erased conversation does.
 */
export async function drill(parts: DrillParts): Promise<DrillFindings> {
  const { reader, ledger, view, target } = parts;
  const began = performance.now();
  const plan = await chooseMoment({ reader, keys: ledger.keys, view }, parts);
  parts.planned?.(plan);
  const recorded = await view.snapshot(plan.snapshot.number);
  const restored = await restoreDatabase({
    reader, view, target, keys: ledger.keys, appKey: ledger.appKey, ledgerRows: ledger.rows, revoked: () => ledger.revoked(), continues: false,
    eraseAgain: parts.eraseAgain, ...(parts.progress && { progress: parts.progress }),
    migrateTo: async (migration) => {
      await parts.migrateTo(migration);
      if (migration === recorded.migration) await requireSchema(target, recorded.schemaHash);
    },
  }, plan);
  parts.progress?.({ step: 'samples', done: 0, total: 1 });
  const samples = await parts.openSamples();
  const [failed] = samples.failed;
  if (failed) throw new BackupFault('unreadable', `${samples.failed.length} of ${samples.opened + samples.failed.length} messages do not open, of app ${failed.app} for one (${failed.code})`);
  const rtoSeconds = Math.round(performance.now() - began) / 1000;
  return {
    snapshot: restored.snapshot, to: textOfMicros(plan.to ?? plan.reaches), rtoSeconds,
    checks: {
      tables: recorded.tables.length, rows: recorded.tables.reduce((sum, { rows }) => sum + rows, 0), transactions: restored.transactions,
      foreignKeys: await foreignKeys(target), messages: samples.opened, apps: samples.apps, erased: restored.erased, closed: restored.closed.length,
      triedErased: await erasedStays(parts),
    },
  };
}

/** Answers how many conversations were tried in vain. */
async function erasedStays({ tryErased, erasedAfterMs = APART_MS }: DrillParts): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const { tried, readable } = await tryErased();
    if (readable.length === 0) return tried;
    if (tries >= TRIES) throw new BackupFault('readable', `${readable.length} of ${tried} conversations that were erased can be read, of app ${readable[0]} for one`);
    await delay(erasedAfterMs);
  }
}

/** The migrations must make what the snapshot was taken of. */
async function requireSchema(target: Target, hash: string): Promise<void> {
  const made = await withTarget(target, (client) => publishedSchema(sqlOf(client)));
  if (made.hash !== hash) throw new BackupFault('different', `The schema at ${made.migration} is not the one that was recorded`);
}

/** Raises BackupFault `different` where one is not valid. */
async function foreignKeys(target: Target): Promise<number> {
  const { rows: [found] } = await withTarget(target, (client) => client.query<{ all: number; invalid: number }>(
    `select count(*)::int as all, count(*) filter (where not convalidated)::int as invalid from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`));
  if (!found || found.invalid > 0) throw new BackupFault('different', `${found?.invalid} references were not checked`);
  return found.all;
}
