import { ObjectStoreError } from '@parley/object-store';
import { BackupFault } from '../../backup-fault.js';
import { originalName } from '../../format/sealed-object.js';
import type { Lane } from '../spool/spooled.js';
import type { Zone } from '../zone.js';
import type { Verify, ZoneReader } from '../zone-reader.js';
import { deliver, type DeliveryHooks } from './deliver.js';

/** Objects that a zone lists together. */
interface Folder {
  readonly prefix: string;
  /** Copied at once, and held in memory. */
  readonly atOnce: number;
  /** They need the zone's ledger, or may: what they tell of it is known to who opens them only. */
  readonly ledger: boolean;
}

/** What is copied for a lane, in this order. */
const FOLDERS: Readonly<Record<Lane, readonly Folder[]>> = {
  stream: [{ prefix: 'chains/', atOnce: 4, ledger: true }],
  bulk: [...['packs/', 'files/', 'drills/'].map((prefix) => ({ prefix, atOnce: 1, ledger: false })), { prefix: 'manifests/', atOnce: 1, ledger: true }],
};

export interface CatchUp {
  readonly from: Zone;
  readonly to: Zone;
  readonly lane: Lane;
  /** Of the other zones, the source first. */
  readonly reader: ZoneReader;
  readonly hooks: DeliveryHooks & { readonly verify?: Verify };
  readonly stopped: () => boolean;
  /** It comes from the spool, or is noticed not to. */
  readonly comes: (name: string) => boolean;
}

/**
 * Copies from zone to zone what one has and the other has not, by their lists: nothing that is remembered counts. What no
 * zone has a good copy of is left out; whoever verifies the zones finds it.
 */
export async function catchUp({ from, to, lane, reader, hooks, stopped, comes }: CatchUp): Promise<void> {
  if (lane === 'stream') await hooks.catchUp?.(from, to);
  for (const { prefix, atOnce, ledger } of FOLDERS[lane]) {
    const missing = missingIn(from, to, prefix);
    const copier = async () => {
      for (let next = await missing.next(); next.done !== true && !stopped(); next = await missing.next()) {
        if (!comes(next.value)) await copy(next.value, ledger, { to, reader, hooks });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, copier));
  }
}

/** Names that the one lists and the other does not, repairs apart, which are a zone's own. */
async function* missingIn(from: Zone, to: Zone, prefix: string): AsyncGenerator<string> {
  const theirs = to.store.list(prefix)[Symbol.asyncIterator]();
  let there = await theirs.next();
  for await (const { name } of from.store.list(prefix)) {
    while (there.done !== true && there.value.name < name) there = await theirs.next();
    if (originalName(name) === name && (there.done === true || there.value.name !== name)) yield name;
  }
}

async function copy(name: string, ledger: boolean, { to, reader, hooks }: Pick<CatchUp, 'to' | 'reader' | 'hooks'>): Promise<void> {
  let bytes: Buffer;
  try {
    ({ bytes } = await reader.read(name, { verify: hooks.verify }));
  } catch (error) {
    if (error instanceof BackupFault && error.code === 'missing' && !(error.cause instanceof ObjectStoreError)) return;
    throw error;
  }
  await deliver(to, { name, bytes, ledger, uncertain: true }, hooks);
}
