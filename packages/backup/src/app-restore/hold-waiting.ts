import type pg from 'pg';
import { columnList } from '../restore/load/copy-in.js';
import { HELD, makeHeld, type Held } from '../restore/complete/held.js';
import type { AppTable } from './app-tables.js';
import { ofAlias } from './difference.js';
import { inShadow } from './shadow.js';

/** Lanes, and what waits in them. */
interface Lanes {
  readonly lanes: string;
  readonly waiting: string;
  /** The column that says how much waits. */
  readonly count: string;
  readonly key: readonly string[];
}

const LANES: readonly Lanes[] = [
  { lanes: 'webhook_lanes', waiting: 'webhook_deliveries', count: 'pending', key: ['app_id', 'webhook_id', 'order_key'] },
  { lanes: 'channel_outbox_lanes', waiting: 'channel_outbox', count: 'queued', key: ['app_id', 'integration_id', 'conversation_id'] },
];

/**
 * Holds what waited at the moment of a shadow to be sent and waits no more, as it was most likely sent since; what waits now
 * goes its way. In the app's scope, in a transaction of the caller's; again without harm.
 */
export async function holdWaiting(client: pg.Client, tables: readonly AppTable[], app: string): Promise<Held> {
  await makeHeld(client);
  const columnsOf = (name: string): readonly string[] => {
    const found = tables.find((each) => each.name === name);
    if (!found) throw new Error(`There is no table ${name}`);
    return found.columns;
  };
  const unsent = (name: string): string =>
    `from ${inShadow(app, name)} s where not exists (select from public.${name} l where l.position = s.position) and not exists (select from ${HELD}.${name} h where h.position = s.position)`;
  for (const { lanes, waiting, count, key } of LANES) {
    const columns = columnsOf(lanes);
    const more = `(select ${ofAlias('s', key)}, count(*)::int as more ${unsent(waiting)} group by ${ofAlias('s', key)})`;
    const sameLane = (one: string, other: string): string => key.map((name) => `${one}.${name} = ${other}.${name}`).join(' and ');
    await client.query(`update ${HELD}.${lanes} h set ${count} = h.${count} + n.more from ${more} n where ${sameLane('h', 'n')}`);
    await client.query(`
      insert into ${HELD}.${lanes} (${columnList(columns)}) select ${columns.map((name) => (name === count ? 'n.more' : ofAlias('s', [name]))).join(', ')}
      from ${inShadow(app, lanes)} s join ${more} n on ${sameLane('s', 'n')} where not exists (select from ${HELD}.${lanes} h where ${sameLane('h', 's')})`);
  }
  const move = async (name: string): Promise<number> => {
    const columns = columnsOf(name);
    return (await client.query(`insert into ${HELD}.${name} (${columnList(columns)}) select ${ofAlias('s', columns)} ${unsent(name)}`)).rowCount ?? 0;
  };
  return { events: await move('outbox_events'), deliveries: await move('webhook_deliveries'), messages: await move('channel_outbox') };
}
