import { createHash } from 'node:crypto';
import type { Sql } from '../database.js';
import { PUBLICATION } from './publication.js';

/** A column in the order in which COPY and the stream of changes send it. */
export interface CatalogColumn {
  readonly name: string;
  /** As PostgreSQL writes it, such as `text` or `timestamp with time zone`. */
  readonly type: string;
  /** Of a type that comes with PostgreSQL, so that it is the same in every database. */
  readonly typeOid: number;
  readonly notNull: boolean;
  /** From 1, without holes. */
  readonly position: number;
}

/** What a backup must know of a table to write its rows back. */
export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  readonly primaryKey: readonly string[];
  /** `relreplident`: d (the primary key), f (the whole row), i (an index), n (nothing). */
  readonly replicaIdentity: string;
}

/** Every table that backups hold, by name. */
export type Catalog = readonly CatalogTable[];

const READ = `
  select c.relname as name, c.relreplident as "replicaIdentity",
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'typeOid', a.atttypid::bigint,
        'notNull', a.attnotnull, 'position', a.number) order by a.number)
      from (select a.*, row_number() over (order by a.attnum) as number from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') a) as columns,
    coalesce((select json_agg(a.attname order by k.number) from pg_index i cross join unnest(i.indkey) with ordinality k (attnum, number)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where i.indrelid = c.oid and i.indisprimary), '[]') as "primaryKey"
  from pg_publication p join pg_publication_rel r on r.prpubid = p.oid join pg_class c on c.oid = r.prrelid
  where p.pubname = '${PUBLICATION}' order by c.relname collate "C"`;

/** Reads the tables of the publication as they are now, in the transaction of `sql`; nothing before the publication is made. */
export async function readCatalog(sql: Pick<Sql, 'query'>): Promise<Catalog> {
  const rows = await sql.query<CatalogTable & Record<string, unknown>>(READ);
  return rows.map(({ name, columns, primaryKey, replicaIdentity }) => ({ name, columns, primaryKey, replicaIdentity }));
}

/** SHA-256 (hex) of a catalog: the same for the same tables. */
export const schemaHash = (catalog: Catalog): string => createHash('sha256').update(JSON.stringify(catalog)).digest('hex');
