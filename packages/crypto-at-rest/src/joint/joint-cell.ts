import type { Sql } from '@parley/persistence';
import type { Place } from '../cells/place.js';
import { CryptoFault } from '../crypto-fault.js';
import type { Cells, Item, Keyring, Opened } from '../keyring.js';
import type { Subject, TenantId } from '../keys/subject.js';

/** A value that takes the keys of several subjects to open, in the order in which it was sealed under them. */
export interface JointCell {
  readonly tenant: TenantId;
  readonly place: Place;
  readonly subjects: readonly Subject[];
  readonly cell: Buffer;
}

/**
 * Seals a value under a key of each of some parties, one around the other: once one of these keys is destroyed it opens no
 * more. `seal` seals under one party's key. Raises what that raises.
 */
export async function sealJointly<Party>(parties: readonly Party[], { place, value }: Item, seal: (party: Party, items: readonly Item[]) => Promise<Cells>): Promise<Buffer> {
  let cell: Buffer | undefined;
  for (const party of parties) {
    const [outer] = await seal(party, [{ place, value: cell ? cell.toString('base64') : value }]);
    if (!outer) throw new Error('A value was sealed and there is no cell');
    cell = outer;
  }
  if (!cell) throw new Error('A value was to be sealed for nobody');
  return cell;
}

/** Opens such cells, each on its own, all of one layer together. Raises `service_unavailable` when no key can be had. */
export async function openJointly(keyring: Keyring, sql: Sql, joint: readonly JointCell[]): Promise<Opened[]> {
  const opened: Opened[] = joint.map(({ cell }) => ({ ok: true, value: cell.toString('base64') }));
  for (let layer = 0; ; layer += 1) {
    const open = joint.flatMap(({ tenant, place, subjects }, index) => {
      const [subject, one] = [subjects.at(-1 - layer), opened[index]];
      return layer < subjects.length && subject && one?.ok ? [{ index, item: { tenant, subject, place, cell: bytesOf(one.value) } }] : [];
    });
    if (open.length === 0) return opened;
    const results = await keyring.open(sql, open.map(({ item }) => item));
    for (const [at, { index }] of open.entries()) opened[index] = results[at] ?? { ok: false, fault: new CryptoFault('key_missing') };
  }
}

/** What is no cell inside another does not open, as an empty one. */
const bytesOf = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : '', 'base64');
