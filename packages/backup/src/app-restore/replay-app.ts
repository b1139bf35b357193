import type pg from 'pg';
import type { SegmentRef } from '../restore/plan/chain-segments.js';
import { Batch } from '../restore/replay/batch.js';
import { readSegments } from '../restore/replay/segment-source.js';
import { TargetTables } from '../restore/replay/target-tables.js';
import { isVisible, type Visibility } from '../restore/replay/visibility.js';
import type { FrameParts } from '../restore/load/read-chunks.js';
import { inTransaction } from '../restore/target/target.js';
import { segmentHeader } from '../stream/segments/segment-codec.js';
import { segmentTransactions } from '../stream/segments/segment-transactions.js';
import { shadowSchema, type ShadowMade } from './shadow.js';

/** So many rows, or bytes of them, are written in one transaction. */
const [BATCH_ROWS, BATCH_BYTES] = [20_000, 16 * 1024 * 1024];

/** What is replayed onto an app's shadow. */
export interface AppReplay {
  readonly app: string;
  readonly segments: readonly SegmentRef[];
  readonly visibility: Visibility;
  /** Microseconds since 1970: nothing from the first later commit on counts. */
  readonly to: number | undefined;
}

/**
 * Applies to an app's shadow what each transaction did to its rows, as a restore of everything does. Segments that tell of
 * other apps only are verified and passed over. Raises BackupFault where the stream does not fit to what is there.
 */
export async function replayApp(client: pg.Client, parts: Pick<FrameParts, 'reader' | 'keys'>, { app, segments, visibility, to }: AppReplay, replayed: (segments: number) => void): Promise<ShadowMade> {
  const tables = await TargetTables.read(client, shadowSchema(app));
  let batch = new Batch({ tables, closed: new Set(), only: app, inMigration: false });
  let [transactions, last] = [0, null as number | null];
  const write = async (): Promise<void> => {
    const full = batch;
    batch = new Batch(full.of);
    if (full.rows > 0) await inTransaction(client, () => full.apply(client));
  };
  replay: for await (const { content } of readSegments(parts, segments)) {
    replayed(1);
    const { apps, committed } = segmentHeader(content);
    if (apps !== '*' && !apps.includes(app)) {
      if (to !== undefined && committed.last > to) break;
      continue;
    }
    for (const { committedAt, xid, changes, isWhole } of segmentTransactions(content)) {
      if (to !== undefined && committedAt > to) break replay;
      if (isVisible(visibility, xid)) continue;
      for (const change of changes) batch.add(change);
      if (isWhole) [transactions, last] = [transactions + 1, committedAt];
      if (batch.rows >= BATCH_ROWS || batch.bytes >= BATCH_BYTES) await write();
    }
  }
  await write();
  return { transactions, last };
}
