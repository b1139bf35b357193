import type { MigrationInterface } from 'typeorm';
import type { Sql } from './database.js';

/** A migration's class; its name is what the database remembers. */
export type Migration = new () => MigrationInterface;

export const MIGRATIONS_TABLE = 'parley_migrations';

/** How a database's schema stands to this code. */
export interface SchemaState {
  /** Migrations of this code that have not run. */
  readonly pending: readonly string[];
  /** A migration has taken away what this code needs: the database is newer than it. Additions alone do no harm. */
  readonly tooNew: boolean;
  /** No migration has ever run. */
  readonly isEmpty: boolean;
  /** Absent before `parley db init`. */
  readonly environment?: string;
}

/** Reads how the schema stands; an empty database has everything pending. */
export async function schemaState(sql: Pick<Sql, 'query'>, migrations: readonly Migration[]): Promise<SchemaState> {
  const known = migrations.map(({ name }) => name);
  const [tables] = await sql.query<{ migrations: boolean; meta: boolean }>(
    `select to_regclass('public.${MIGRATIONS_TABLE}') is not null as migrations, to_regclass('public.parley_meta') is not null as meta`,
  );
  const applied = tables?.migrations ? await sql.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE}`) : [];
  const [meta] = tables?.meta ? await sql.query<{ environment: string; oldest_code: string | null }>('select environment, oldest_code from parley_meta') : [];
  const names = new Set(applied.map(({ name }) => name));
  return {
    pending: known.filter((name) => !names.has(name)),
    isEmpty: applied.length === 0,
    tooNew: meta?.oldest_code !== null && meta?.oldest_code !== undefined && !known.includes(meta.oldest_code),
    environment: meta?.environment,
  };
}

/** The names of migrations that have not run yet, for health checks. */
export const pendingMigrations = async (sql: Pick<Sql, 'query'>, migrations: readonly Migration[]): Promise<readonly string[]> =>
  (await schemaState(sql, migrations)).pending;
