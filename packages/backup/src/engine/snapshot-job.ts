import type { ScopedSql, Sql } from '@parley/persistence';
import { standAlone, type ChainIdentity, type SnapshotManifest } from '../format/manifest.types.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import type { AppKeys } from '../ledger/repository-key.js';
import { publishedSchema } from '../snapshot/published-schema.js';
import type { SnapshotParts } from '../snapshot/snapshot.types.js';
import { takeSnapshot } from '../snapshot/take-snapshot.js';
import type { FileMirror } from './file-mirror.js';
import type { ManifestLog } from './manifest-log.js';
import { runNext } from './run-next.js';
import { askForRun, lastDone, noteProgress, type Run } from './runs.queries.js';
import { transactionsSoFar } from './transactions.js';

/** How often progress is written down, in milliseconds. */
const PROGRESS_MS = 500;

export interface SnapshotJobParts {
  readonly db: ScopedSql;
  readonly url: string;
  readonly keys: RepositoryKeys;
  readonly appKeys: () => Promise<AppKeys>;
  readonly manifests: ManifestLog;
  readonly files: FileMirror;
  readonly accept: SnapshotParts['submit'];
  readonly chain: () => ChainIdentity;
  /** Is shown what a snapshot sees, in its transaction. */
  readonly seen?: (sql: Pick<Sql, 'query'>) => Promise<void>;
  readonly everySeconds: number;
  readonly now: () => Date;
}

/** Takes snapshots when they are due and when somebody asks for one. */
export class SnapshotJob {
  private previous: SnapshotManifest | undefined;

  constructor(private readonly parts: SnapshotJobParts) {}

  /** Asks for one where the last is from before the last time that one was due. */
  async askIfDue(): Promise<void> {
    const { db, everySeconds, now } = this.parts;
    const due = Math.floor(now().getTime() / (everySeconds * 1000)) * everySeconds * 1000;
    const last = await lastDone(db, 'snapshot');
    if (last === undefined || last.askedAt.getTime() < due) await askForRun(db, 'snapshot', 'schedule');
  }

  /** Takes the next one that somebody asked for; answers nothing where nobody did. Rejects, with the run marked as failed, when it did not come to its end. */
  next(signal: AbortSignal): Promise<Run | undefined> {
    return runNext(this.parts.db, 'snapshot', (run) => this.take(run, signal));
  }

  private async take(run: Run, signal: AbortSignal): Promise<object> {
    const { manifests, files, chain, db } = this.parts;
    await files.copy(signal);
    this.previous ??= await manifests.lastSnapshot();
    let [noted, writing] = [0, Promise.resolve()];
    const progress = ({ done, total }: { readonly done: number; readonly total: number }): void => {
      if (performance.now() - noted < PROGRESS_MS) return;
      noted = performance.now();
      writing = writing.then(() => noteProgress(db, run.id, done, total)).catch(() => undefined); // a matter of show
    };
    const taken = await takeSnapshot(await this.snapshotParts(), { chain: chain(), ...(this.previous && { previous: this.previous }), signal, progress });
    await writing;
    const number = await manifests.append(taken.manifest);
    this.previous = taken.manifest;
    const { storedBytes, reusedBytes, readMs, restedMs } = taken;
    return { manifest: number, at: taken.manifest.at, alone: standAlone(taken.manifest.chain), storedBytes, reusedBytes, readMs, restedMs };
  }

  private async snapshotParts(): Promise<SnapshotParts> {
    const { db, url, keys, appKeys, accept, files, seen } = this.parts;
    const schema: SnapshotParts['schema'] = async (sql) => {
      await seen?.(sql);
      return publishedSchema(sql);
    };
    return { url, keys, schema, appKey: await appKeys(), submit: accept, written: () => transactionsSoFar(db), files: files.entries };
  }
}
