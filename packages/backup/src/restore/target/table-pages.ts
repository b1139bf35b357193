import type pg from 'pg';

/** How many pages the heap of each table has. */
export async function tablePages(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; pages: number }>(`select relname as name, (pg_relation_size(oid) / current_setting('block_size')::int)::int as pages from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`);
  return new Map(rows.map(({ name, pages }) => [name, pages]));
}
