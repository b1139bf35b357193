import type { Keyring, Owner, SealedItem } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { costOf, type Cost } from './cost.js';
import { floor } from './floor.js';
import type { Keyrings } from './keyrings.js';
import { sampleMessage } from './sample-message.js';

/** What is measured of sealing, and a bare round trip to PostgreSQL. *warm*: the key is remembered; *cold*: the conversation's is read; *met*: read with those of others that are needed at the same time; *first*: those above it too. */
export type SealingKey = `${'seal' | 'open'}-${'floor' | 'warm' | 'cold' | 'met' | 'first'}` | 'open-page' | 'trip';
export type SealingSample = Readonly<Record<SealingKey, Cost>>;

export const MESSAGE_BYTES = 400;
const [PAGE, TOGETHER] = [100, 16];
const [WARM, COLD] = [5000, 500];

/** One round. Keys are those of conversations that are there; nothing is written. */
export async function measureSealing(keyrings: Keyrings, postmaster: number, owners: readonly [Owner, ...Owner[]]): Promise<SealingSample> {
  const sql = keyrings.database.app(asAppId(owners[0].tenant));
  const value = sampleMessage(MESSAGE_BYTES);
  const warm = await keyrings.make();
  const items = await Promise.all(owners.map((owner) => sealed(warm, sql, owner, value)));
  const item = items[0] as SealedItem;
  const page = Array.from({ length: PAGE }, () => item);
  const bare = floor(value);
  const seal = (keyring: Keyring | undefined, one = item): unknown => keyring?.seal(sql, one, [{ place: one.place, value }]);
  const open = (keyring: Keyring | undefined, one = item): unknown => keyring?.openOne(sql, one);
  const cold = async (work: typeof seal): Promise<Cost> => {
    // Each knows the keys above: it has opened the first conversation.
    const passes = await several(Math.ceil(COLD / (items.length - 1)), keyrings.make);
    for (const keyring of passes) await keyring.openOne(sql, item);
    return costOf(passes.length * (items.length - 1), postmaster, (turn) => work(passes[Math.floor(turn / (items.length - 1))], items[1 + (turn % (items.length - 1))]));
  };
  const met = async (work: typeof seal): Promise<Cost> => {
    const groups = await several(Math.ceil(COLD / TOGETHER), keyrings.make);
    for (const keyring of groups) await keyring.openOne(sql, item);
    return each(TOGETHER, await costOf(groups.length, postmaster, (turn) =>
      Promise.all(Array.from({ length: TOGETHER }, (_, nth) => work(groups[turn], items[1 + ((turn * TOGETHER + nth) % (items.length - 1))])))));
  };
  const first = async (work: typeof seal): Promise<Cost> => {
    const fresh = await several(COLD, keyrings.make);
    return costOf(COLD, postmaster, (turn) => work(fresh[turn], items[turn % items.length]));
  };
  return {
    'seal-floor': await costOf(WARM, undefined, bare.seal),
    'open-floor': await costOf(WARM, undefined, bare.open),
    'seal-warm': await costOf(WARM, undefined, () => seal(warm)),
    'open-warm': await costOf(WARM, undefined, () => open(warm)),
    'open-page': each(PAGE, await costOf(WARM / PAGE, undefined, () => warm.open(sql, page))),
    trip: await costOf(COLD, postmaster, keyrings.ask),
    'seal-cold': await cold(seal),
    'open-cold': await cold(open),
    'seal-met': await met(seal),
    'open-met': await met(open),
    'seal-first': await first(seal),
    'open-first': await first(open),
  };
}

async function sealed(keyring: Keyring, sql: Sql, owner: Owner, value: unknown): Promise<SealedItem> {
  const place = { table: 'messages', row: `${owner.subject.slice(-24)}/0123456789`, column: 'sealed_body' };
  const [cell] = await keyring.seal(sql, owner, [{ place, value }]);
  if (!cell) throw new Error('A message was sealed and there is no cell');
  return { ...owner, place, cell };
}

const several = (count: number, make: () => Promise<Keyring>): Promise<Keyring[]> => Promise.all(Array.from({ length: count }, make));

const each = (count: number, { own, postgres, elapsed }: Cost): Cost => ({ own: own / count, postgres: postgres / count, elapsed: elapsed / count });
