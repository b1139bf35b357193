import { randomBytes } from 'node:crypto';
import type { Logger } from '@parley/kernel';
import { readCatalog, type Catalog, type Database } from '@parley/persistence';
import type { ChainIdentity, GapReason } from '../format/manifest.types.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { ReplicationConnection } from '../stream/connection/replication-connection.js';
import { formatLsn, parseLsn, type Lsn } from '../stream/lsn.js';
import { judgeSlot, slotState, type SlotVerdict } from '../stream/slot-state.js';
import type { ReadableZone } from '../zones/zone-reader.js';
import { endChain, insertChain, noteRecorded, openChain, unrecordedEnds } from './chains.queries.js';
import { hashOfSegmentAt, heldAsFar } from './chain-head.js';
import { freeSlot } from './free-slot.js';
import type { ManifestLog } from './manifest-log.js';

/** Where the stream goes on. */
export interface ChainHead {
  readonly identity: ChainIdentity;
  readonly from: Lsn;
  /** Of the segment that ends there; null at the chain's beginning. */
  readonly previous: string | null;
  readonly catalog: Catalog;
  /** It began now: there is no snapshot of it yet. */
  readonly isNew: boolean;
}

export interface ChainParts {
  readonly db: Database;
  /** Of the role that replicates. */
  readonly url: string;
  readonly keys: RepositoryKeys;
  readonly zones: readonly ReadableZone[];
  readonly manifests: ManifestLog;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

const REASONS: Readonly<Record<Exclude<SlotVerdict, 'same'>, GapReason>> = { lost: 'slot_lost', missing: 'slot_missing', foreign: 'slot_foreign', ahead: 'slot_ahead' };

/**
 * Goes on with the chain that is open, where the server's slot and the zones agree that it is the same; else ends it with a
 * gap, and begins another one. Nothing is ever gone on with silently.
 */
export async function chainHead(parts: ChainParts): Promise<ChainHead> {
  const open = await openChain(parts.db.system());
  await recordEnds(parts);
  if (!open) return beginChain(parts);
  const head = await resume(parts, open.identity, open.catalog);
  if (typeof head !== 'string') return head;
  await closeChain(parts, open.identity, head, parseLsn(open.identity.consistentPoint));
  return beginChain(parts);
}

/** Ends a chain with a gap record. What the zones hold of it ends where they say, or at `atLeast`. */
export async function closeChain({ db, zones, manifests, logger }: ChainParts, chain: ChainIdentity, reason: GapReason, atLeast: Lsn): Promise<void> {
  const lsn = (await heldAsFar(zones, chain.id, atLeast)) ?? atLeast;
  const now = new Date().toISOString();
  logger.warn({ chain: chain.id, reason }, 'a chain of backups has ended: from its last segment to the next snapshot no second can be restored');
  await manifests.append({ kind: 'gap', at: now, chain, reason, lsn: formatLsn(lsn) });
  await endChain(db.system(), chain.id, reason, true);
}

/** What ended while backups were off is told to the zones now. */
async function recordEnds({ db, zones, manifests }: ChainParts): Promise<void> {
  for (const { identity, reason } of await unrecordedEnds(db.system())) {
    const beginning = parseLsn(identity.consistentPoint);
    const lsn = (await heldAsFar(zones, identity.id, beginning)) ?? beginning;
    await manifests.append({ kind: 'gap', at: new Date().toISOString(), chain: identity, reason, lsn: formatLsn(lsn) });
    await noteRecorded(db.system(), identity.id);
  }
}

/** Answers why it cannot go on, or where it does. */
async function resume(parts: ChainParts, identity: ChainIdentity, catalog: Catalog): Promise<ChainHead | GapReason> {
  const { url, zones, keys } = parts;
  const connection = await ReplicationConnection.open(url);
  try {
    const state = await slotState((text) => connection.query(text), identity.slot);
    const beginning = parseLsn(identity.consistentPoint);
    const held = (await heldAsFar(zones, identity.id, state?.confirmed ?? beginning)) ?? state?.confirmed ?? beginning;
    const server = await connection.identify();
    const verdict = judgeSlot(identity, server, state, held);
    if (verdict !== 'same') {
      const places = { held: formatLsn(held), flushed: formatLsn(server.flushed), confirmed: formatLsn(state?.confirmed ?? 0n), begins: identity.consistentPoint };
      parts.logger.warn({ verdict, ...places, timelines: [identity.timeline, server.timeline], isSameServer: server.systemIdentifier === identity.systemIdentifier }, 'the slot is not the one with which the chain of backups goes on');
      return REASONS[verdict];
    }
    const from = state?.confirmed ?? beginning;
    const previous = from === beginning ? null : await hashOfSegmentAt(zones, keys, identity.id, from);
    // The slot stands where no zone has a segment's end: what was before is gone from all of them.
    return previous === undefined ? 'segments_lost' : { identity, from, previous, catalog, isNew: false };
  } finally {
    await connection.close();
  }
}

/** A new slot, the chain's manifest, and only then its row: killed in between, the next start begins another one. */
async function beginChain({ db, url, keys, manifests, logger }: ChainParts): Promise<ChainHead> {
  const connection = await ReplicationConnection.open(url);
  try {
    const slot = await freeSlot(connection, keys.repository);
    const { systemIdentifier, timeline } = await connection.identify();
    const { consistentPoint } = await connection.createSlot(slot, { failover: true });
    const catalog = await readCatalog({ query: (statement) => connection.query(typeof statement === 'string' ? statement : statement.text) });
    const identity = { id: randomBytes(16).toString('hex'), slot, systemIdentifier, timeline, consistentPoint: formatLsn(consistentPoint) };
    await manifests.append({ kind: 'chain', at: new Date().toISOString(), chain: identity });
    await insertChain(db.system(), identity, catalog);
    logger.info({ chain: identity.id }, 'a chain of backups begins');
    return { identity, from: consistentPoint, previous: null, catalog, isNew: true };
  } finally {
    await connection.close();
  }
}
