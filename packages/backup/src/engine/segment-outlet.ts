import type { RepositoryKeys } from '../format/repository-keys.js';
import { sealObject } from '../format/sealed-object.js';
import { lsnOfName, type Lsn } from '../stream/lsn.js';
import type { Segment } from '../stream/segments/segment-header.js';
import type { Outgoing } from '../zones/spool/spooled.js';
import { touchesLedger } from './ledger-hooks.js';

/** Segments on their way at once: each waits for a disk and a zone, the next need not wait for it. */
const AT_ONCE = 4;

/** The folder of a chain's segments. */
export const chainFolder = (chainId: string): string => `chains/${chainId}/`;

export interface OutletParts {
  readonly keys: RepositoryKeys;
  readonly submit: (object: Outgoing) => Promise<void>;
  /** Told, in order, of each segment that counts. */
  readonly kept: (segment: Segment) => Promise<void>;
  /** The server needs nothing before it any more. */
  readonly confirm: (end: Lsn) => void;
}

/** Seals segments and hands them over, some at once, and tells in their order when they count. */
export class SegmentOutlet {
  private readonly underWay: Promise<void>[] = [];
  private last: Promise<void> = Promise.resolve();
  private readonly outcome = Promise.withResolvers<never>();

  constructor(private readonly parts: OutletParts) {
    this.failed.catch(() => undefined);
  }

  /** Rejects once a segment did not come to count. */
  get failed(): Promise<never> {
    return this.outcome.promise;
  }

  /** Resolves when the next one may come. Rejects as soon as one did not reach the zones. */
  readonly deliver = async (segment: Segment): Promise<void> => {
    const { keys, submit } = this.parts;
    const name = `${chainFolder(segment.header.chain)}${segment.name}`;
    const bytes = await sealObject(keys, 'segment', name, segment.content);
    const { heartbeat } = segment.header;
    const counts = submit({ name, bytes, lane: 'stream', ledger: touchesLedger(segment.header), ...(heartbeat && { heartbeat: new Date(heartbeat.at) }) });
    this.last = Promise.all([this.last, counts]).then(() => this.told(segment));
    this.last.catch((error: unknown) => this.outcome.reject(error));
    this.underWay.push(this.last);
    if (this.underWay.length >= AT_ONCE) await this.underWay.shift();
  };

  private async told(segment: Segment): Promise<void> {
    await this.parts.kept(segment);
    // A transaction that is too large for one segment counts with its last part.
    if (segment.header.part?.last ?? true) this.parts.confirm(lsnOfName(segment.header.end));
  }
}
