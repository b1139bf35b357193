import type { TestDatabase } from '@parley/testing';
import pg from 'pg';

interface TableRows {
  readonly name: string;
  /** As text, as a dump holds them. */
  readonly rows: readonly string[];
}

/** All rows of a database as text: a logical copy. */
export class DatabaseRows {
  private constructor(private readonly tables: readonly TableRows[]) {}

  static async copy(database: TestDatabase): Promise<DatabaseRows> {
    const names = await database.query<{ name: string }>("select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1");
    const tables: TableRows[] = [];
    for (const { name } of names) tables.push({ name, rows: (await database.query<{ row: string }>(`select t::text as row from ${name} t`)).map(({ row }) => row) });
    return new DatabaseRows(tables);
  }

  /** Replaces all rows by those that were copied, in one transaction of a superuser: no trigger or reference hinders it. */
  async putBack({ adminUrl }: TestDatabase): Promise<void> {
    const client = new pg.Client(adminUrl);
    await client.connect();
    try {
      await client.query(`begin; set local session_replication_role = replica; truncate ${this.tables.map(({ name }) => name).join()} cascade`);
      for (const { name, rows } of this.tables) {
        await client.query(`insert into ${name} overriding system value select (copied::${name}).* from unnest($1::text[]) as copied`, [rows]);
      }
      await client.query('commit');
    } finally {
      await client.end();
    }
  }
}
