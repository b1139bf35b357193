import type pg from 'pg';
import type { SequenceEntry } from '../../format/manifest.types.js';

/** So many numbers after the last one that is known are left out: some may have been given that no copy tells of. */
const SPARE = 1000;

const OWNED = `
  select s.oid::regclass::text as name, t.oid::regclass::text as table, a.attname as column
  from pg_class s
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
  left join pg_class t on t.oid = d.refobjid left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
  where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace and coalesce(t.relname, '') <> 'parley_migrations'`;

/** Lets sequences go on behind what they gave at the snapshot, and what is in their columns now. Again without harm. */
export async function setSequences(client: pg.Client, sampled: readonly SequenceEntry[]): Promise<void> {
  const known = new Map(sampled.map(({ name, lastValue }) => [name.replace(/^public\./, ''), lastValue]));
  const { rows } = await client.query<{ name: string; table: string | null; column: string | null }>(OWNED);
  for (const { name, table, column } of rows) {
    const newest = table === null ? '0' : `coalesce((select max("${column}")::bigint from ${table}), 0)`;
    await client.query(`select setval($1::regclass, greatest($2::bigint, ${newest}) + ${SPARE})`, [name, known.get(name) ?? '0']);
  }
}
