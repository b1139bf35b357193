import { ObjectStoreError } from '@parley/object-store';
import { BackupFault } from '../../backup-fault.js';
import { sha256Of } from '../sha256-of.js';
import type { Zone } from '../zone.js';

/** What is done around a delivery. */
export interface DeliveryHooks {
  /** Brings a zone's ledger up to date with what an object tells of, before it is there. */
  readonly before?: (zone: Zone, object: { readonly name: string; readonly bytes: Buffer }) => Promise<void>;
  /** Gives a zone what only another one's ledger still tells, before it gets what it missed. */
  readonly catchUp?: (from: Zone, to: Zone) => Promise<void>;
  /** Whether another object of the same name says the same: sealed once more, for example. */
  readonly same?: (name: string, ours: Buffer, theirs: Buffer) => boolean | Promise<boolean>;
}

export interface Delivery {
  readonly name: string;
  readonly bytes: Buffer;
  readonly ledger: boolean;
  /** The zone may have it already. */
  readonly uncertain: boolean;
}

/**
 * Puts an object into a zone, once, and makes sure that it can be read there. Raises BackupFault `fenced` where another one
 * has its name: somebody else writes this repository.
 */
export async function deliver(zone: Zone, { name, bytes, ledger, uncertain }: Delivery, { before, same }: DeliveryHooks): Promise<void> {
  if (uncertain && (await zone.store.stat(name))) return requireSame(zone, name, bytes, same);
  if (ledger) await before?.(zone, { name, bytes });
  try {
    await zone.store.create(name, bytes);
  } catch (error) {
    if (!(error instanceof ObjectStoreError && error.code === 'condition')) throw error;
    return requireSame(zone, name, bytes, same);
  }
  const found = await zone.store.stat(name);
  if (found?.size !== bytes.length) throw new ObjectStoreError('unavailable', `Zone ${zone.name} does not show what was written to it`);
}

async function requireSame(zone: Zone, name: string, bytes: Buffer, same: DeliveryHooks['same']): Promise<void> {
  const found = await zone.store.stat(name);
  // The store's own checksum saves reading it.
  if (found?.size === bytes.length && found.sha256 === sha256Of(bytes)) return;
  const there = await zone.store.read(name);
  if (!there) throw new ObjectStoreError('unavailable', `Zone ${zone.name} has lost what it had`);
  if (there.equals(bytes) || (await same?.(name, bytes, there))) return;
  throw new BackupFault('fenced', `Another ${name} is in zone ${zone.name}: somebody else writes this repository`);
}
