import type pg from 'pg';
import { columnList } from '../restore/load/copy-in.js';
import { HELD, makeHeld, type Held } from '../restore/complete/held.js';
import type { AppTable } from './app-tables.js';
import { ofAlias } from './difference.js';
import { inShadow } from './shadow.js';

/**
 * Holds what waited at the moment of a shadow to be sent and waits no more, as it was most likely sent since; what waits now
 * goes its way. In the app's scope, in a transaction of the caller's; again without harm.
 */
export async function holdWaiting(client: pg.Client, tables: readonly AppTable[], app: string): Promise<Held> {
  await makeHeld(client);
  const table = (name: string): AppTable => {
    const found = tables.find((each) => each.name === name);
    if (!found) throw new Error(`There is no table ${name}`);
    return found;
  };
  const unsent = ({ name }: AppTable): string =>
    `from ${inShadow(app, name)} s where not exists (select from public.${name} l where l.position = s.position) and not exists (select from ${HELD}.${name} h where h.position = s.position)`;
  const [events, deliveries, lanes] = [table('outbox_events'), table('webhook_deliveries'), table('webhook_lanes')];
  const pending = `(select s.app_id, s.webhook_id, s.order_key, count(*)::int as pending ${unsent(deliveries)} group by 1, 2, 3)`;
  const sameLane = (one: string, other: string): string => ['app_id', 'webhook_id', 'order_key'].map((name) => `${one}.${name} = ${other}.${name}`).join(' and ');
  await client.query(`update ${HELD}.webhook_lanes h set pending = h.pending + n.pending from ${pending} n where ${sameLane('h', 'n')}`);
  await client.query(`
    insert into ${HELD}.webhook_lanes (${columnList(lanes.columns)}) select ${lanes.columns.map((name) => (name === 'pending' ? 'n.pending' : ofAlias('s', [name]))).join(', ')}
    from ${inShadow(app, 'webhook_lanes')} s join ${pending} n on ${sameLane('s', 'n')} where not exists (select from ${HELD}.webhook_lanes h where ${sameLane('h', 's')})`);
  const move = async (of: AppTable): Promise<number> =>
    (await client.query(`insert into ${HELD}.${of.name} (${columnList(of.columns)}) select ${ofAlias('s', of.columns)} ${unsent(of)}`)).rowCount ?? 0;
  return { events: await move(events), deliveries: await move(deliveries) };
}
