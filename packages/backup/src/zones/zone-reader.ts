import { ObjectStoreError } from '@parley/object-store';
import { BackupFault } from '../backup-fault.js';
import { checkObjectName, repairName, type ByteRange, type ZoneStore } from './zone-store.js';

/** Throws where the bytes are not what the name promises. Of a range it gets the range. */
export type Verify = (name: string, bytes: Buffer, range?: ByteRange) => void | Promise<void>;

/** Why a zone's copy was of no use. */
export interface ReadFailure {
  readonly zone: string;
  /** The object's name, or that of a repair. */
  readonly name: string;
  readonly reason: 'missing' | 'bad' | 'unavailable' | 'refused';
}

export interface Read {
  readonly bytes: Buffer;
  readonly zone: string;
  /** Under which name it was good. */
  readonly name: string;
  /** What was tried before. */
  readonly failures: readonly ReadFailure[];
}

/** A zone as it is read from, and repaired behind `prepareZone`. */
export interface ReadableZone {
  readonly name: string;
  readonly store: ZoneStore;
}

/** For so long a zone that did not answer is asked last, in milliseconds. */
const AVOID_MS = 60_000;

/** Reads objects from whichever zone has them good: each zone's copy, then its repairs, then the next zone's. */
export class ZoneReader {
  private readonly avoided = new Map<string, number>();

  /** Zones in the order in which they are asked. */
  constructor(private readonly zones: readonly ReadableZone[]) {}

  /** Raises BackupFault `missing`, with all that was tried, where no zone has a good copy. */
  async read(name: string, { range, verify }: { readonly range?: ByteRange; readonly verify?: Verify } = {}): Promise<Read> {
    checkObjectName(name);
    const failures: (ReadFailure & { readonly cause?: ObjectStoreError })[] = [];
    for (const zone of this.inOrder()) {
      const good = await this.readFrom(zone, name, range, verify, failures);
      if (good) return { ...good, zone: zone.name, failures };
    }
    const tried = failures.map((each) => `${each.zone}: ${each.name} ${each.reason}`).join(', ');
    // Its cause is a zone that may have it, and did not answer.
    throw new BackupFault('missing', `No zone has a good copy of ${name} (${tried})`, { cause: failures.find(({ cause }) => cause)?.cause });
  }

  /** Writes good bytes beside a bad copy, or in the place of one that is gone. Answers the name under which they are now. */
  async repair(zone: string, name: string, good: Buffer): Promise<string> {
    const store = this.zones.find((each) => each.name === zone)?.store;
    if (!store) throw new Error(`There is no zone ${zone}`);
    for (let n = 0; ; n += 1) {
      const candidate = n === 0 ? checkObjectName(name) : repairName(name, n);
      try {
        await store.create(candidate, good);
        return candidate;
      } catch (error) {
        if (!(error instanceof ObjectStoreError && error.code === 'condition')) throw error;
        if ((await store.read(candidate))?.equals(good)) return candidate;
      }
    }
  }

  /** A bad or missing copy has repairs, maybe; a zone that does not answer is not asked for them. */
  private async readFrom(zone: ReadableZone, name: string, range: ByteRange | undefined, verify: Verify | undefined, failures: (ReadFailure & { readonly cause?: ObjectStoreError })[]): Promise<{ name: string; bytes: Buffer } | undefined> {
    for (let n = 0; ; n += 1) {
      const candidate = n === 0 ? name : repairName(name, n);
      let bytes: Buffer | undefined;
      try {
        bytes = await zone.store.read(candidate, range);
        this.avoided.delete(zone.name);
      } catch (error) {
        if (!(error instanceof ObjectStoreError)) throw error;
        this.avoided.set(zone.name, performance.now());
        failures.push({ zone: zone.name, name: candidate, reason: error.code === 'refused' ? 'refused' : 'unavailable', cause: error });
        return undefined;
      }
      if (bytes && (await isGood(verify, name, bytes, range))) return { name: candidate, bytes };
      // Behind the last repair there is nothing, which is no failure by itself.
      if (!bytes && n > 0) return undefined;
      failures.push({ zone: zone.name, name: candidate, reason: bytes ? 'bad' : 'missing' });
    }
  }

  private inOrder(): ReadableZone[] {
    const avoids = ({ name }: ReadableZone) => performance.now() - (this.avoided.get(name) ?? -Infinity) < AVOID_MS;
    return [...this.zones.filter((zone) => !avoids(zone)), ...this.zones.filter(avoids)];
  }
}

async function isGood(verify: Verify | undefined, name: string, bytes: Buffer, range: ByteRange | undefined): Promise<boolean> {
  try {
    await verify?.(name, bytes, range);
    return true;
  } catch {
    return false; // by whatever reason: what it is not good for is not told apart here
  }
}
