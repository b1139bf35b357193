import type pg from 'pg';

/** From this size on a table is a large one, in pages: 32 MiB. What makes a key of less takes hardly longer than to ask for it. */
export const LARGE_PAGES = 4096;

/** How many pages the heap of each table has. */
export async function tablePages(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; pages: number }>(`select relname as name, (pg_relation_size(oid) / current_setting('block_size')::int)::int as pages from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`);
  return new Map(rows.map(({ name, pages }) => [name, pages]));
}
