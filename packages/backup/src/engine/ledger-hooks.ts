import { openObject } from '../format/sealed-object.js';
import { LedgerMirror, type LedgerSource } from '../ledger/ledger-mirror.js';
import { isRevocation, openRevocation, REVOKED_PREFIX } from '../ledger/revocations.js';
import { segmentHeader } from '../stream/segments/segment-codec.js';
import type { SegmentHeader } from '../stream/segments/segment-header.js';
import type { DeliveryHooks } from '../zones/replicator/deliver.js';
import type { Verify } from '../zones/zone-reader.js';
import type { Zone } from '../zones/zone.js';

/** What of a segment the ledger of each zone must have before the segment counts there. */
export const touchesLedger = ({ ledger, secrets, revoked }: SegmentHeader): boolean => ledger || secrets.length > 0 || revoked.length > 0;

const isSegment = (name: string): boolean => name.startsWith('chains/');

/** The ledgers of all zones, and what the replicator asks before and about an object. */
export class ZoneLedgers implements DeliveryHooks {
  private readonly mirrors = new Map<string, LedgerMirror>();

  constructor(private readonly source: LedgerSource) {}

  of(zone: Pick<Zone, 'name' | 'ledger'>): LedgerMirror {
    const found = this.mirrors.get(zone.name) ?? new LedgerMirror(this.source, zone.ledger);
    this.mirrors.set(zone.name, found);
    return found;
  }

  readonly before = async (zone: Zone, { name, bytes }: { readonly name: string; readonly bytes: Buffer }): Promise<void> => {
    const mirror = this.of(zone);
    // A manifest comes after all that it names, and a restore begins with it.
    if (!isSegment(name)) return mirror.mirrorAll();
    const header = segmentHeader(await openObject(this.source.keys, 'segment', name, bytes));
    if (header.ledger) await mirror.mirrorRows();
    await mirror.mirrorSecrets(header.secrets);
    await mirror.revoke(header.revoked);
  };

  /** API keys that were deleted before a zone was there: the database knows of them no more, nor does a segment that is kept. */
  readonly catchUp = async (from: Zone, to: Zone): Promise<void> => {
    const there = new Set<string>();
    for await (const { name } of to.ledger.list(REVOKED_PREFIX)) there.add(name);
    for await (const { name } of from.ledger.list(REVOKED_PREFIX)) {
      const object = !there.has(name) && isRevocation(name) ? await from.ledger.read(name) : undefined;
      // One that does not open is for whoever verifies the zones.
      const id = object && (await openRevocation(this.source.keys, name, object).catch(() => undefined));
      if (id !== undefined) await this.of(to).revoke([id]);
    }
  };

  /** A segment that was sealed once more says the same under other bytes. */
  readonly same = async (name: string, ours: Buffer, theirs: Buffer): Promise<boolean> => {
    if (!isSegment(name)) return false;
    const open = (object: Buffer): Promise<Buffer> => openObject(this.source.keys, 'segment', name, object);
    return (await open(ours)).equals(await open(theirs).catch(() => Buffer.alloc(0)));
  };

  /** Whether a copy is good; of what only a manifest can tell, nothing is said here. */
  readonly verify: Verify = async (name, bytes) => {
    if (isSegment(name)) await openObject(this.source.keys, 'segment', name, bytes);
  };
}

