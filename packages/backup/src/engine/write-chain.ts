import { join } from 'node:path';
import { PUBLICATION } from '@parley/persistence';
import { ChangeStream } from '../stream/change-stream.js';
import { startHeartbeat } from '../stream/heartbeat.js';
import { lsnOfName } from '../stream/lsn.js';
import type { Segment } from '../stream/segments/segment-header.js';
import { catalogAfter } from './catalog-after.js';
import { closeChain, type ChainHead } from './chain-keeper.js';
import { saveCatalog } from './chains.queries.js';
import type { Session } from './open-session.js';
import { SegmentOutlet } from './segment-outlet.js';

/** Told of each segment that counts. */
export type Kept = (segment: Segment) => void;

/** Somebody changed a table beside the migrations: what follows cannot be read by what the chain says of it. */
class Drifted extends Error {
  constructor(readonly segment: Segment) {
    super('A table was changed beside the migrations');
  }
}

/**
 * Writes a chain from its head on until the signal ends it, and then resolves; also when a table was changed beside the migrations,
 * after the chain was ended with a gap. Rejects with what else ended the stream.
 */
export async function writeChain(session: Session, head: ChainHead, kept: Kept, signal: AbortSignal): Promise<void> {
  const { db, keys, replicator, reader, logger, settings, fenced } = session;
  const outlet = new SegmentOutlet({
    keys,
    submit: (object) => replicator.submit(object),
    confirm: (end) => stream.confirm(end),
    kept: async (segment) => {
      const catalog = catalogAfter(segment);
      if (catalog) await saveCatalog(db.system(), head.identity.id, catalog);
      kept(segment);
      if (segment.header.drift.length > 0) throw new Drifted(segment);
    },
  });
  const stream = await ChangeStream.start({
    url: session.url, slot: head.identity.slot, publication: PUBLICATION, chain: head.identity.id,
    from: head.from, previous: head.previous, catalog: head.catalog, spillDirectory: join(settings.spool.directory, 'under-way'), deliver: outlet.deliver,
  });
  const heartbeat = startHeartbeat(reader.system(), logger);
  const stopped = Promise.withResolvers<void>();
  const stop = (): void => stopped.resolve();
  signal.addEventListener('abort', stop, { once: true });
  // It may have ended while the stream began.
  if (signal.aborted) stop();
  try {
    await Promise.race([stream.over, outlet.failed, fenced, stopped.promise]);
  } catch (error) {
    if (!(error instanceof Drifted)) throw error;
    await closeChain(session, head.identity, 'schema_drift', lsnOfName(error.segment.header.end));
  } finally {
    signal.removeEventListener('abort', stop);
    await heartbeat.stop();
    await stream.stop();
  }
}
