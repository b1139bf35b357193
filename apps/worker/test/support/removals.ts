import { EventEmitter, on } from 'node:events';
import type { TestDatabase } from '@parley/testing';
import pg from 'pg';

/** Sees the rows that statements remove, in the order of their commits. */
export class Removals {
  private readonly events = new EventEmitter();

  private constructor(
    private readonly database: TestDatabase,
    private readonly listener: pg.Client,
  ) {
    listener.on('notification', () => this.events.emit('removed'));
  }

  static async watch(database: TestDatabase, tables: readonly string[]): Promise<Removals> {
    await database.query(`
      create table removals (position serial, table_name text, rows int);
      create function note_removal() returns trigger language plpgsql security definer as $$
      begin
        insert into removals (table_name, rows) select tg_table_name, count(*) from gone having count(*) > 0;
        perform pg_notify('removed', '');
        return null;
      end $$`);
    for (const table of tables) {
      await database.query(`create trigger note_removal after delete on ${table} referencing old table as gone for each statement execute function note_removal()`);
    }
    const listener = new pg.Client({ connectionString: database.adminUrl });
    await listener.connect();
    await listener.query('listen removed');
    return new Removals(database, listener);
  }

  /** How many rows each statement removed from a table. */
  async of(table: string): Promise<number[]> {
    const rows = await this.database.query<{ rows: number }>('select rows from removals where table_name = $1 order by position', [table]);
    return rows.map(({ rows: count }) => count);
  }

  /** Resolves when something has been removed from every one of the tables. */
  async from(...tables: readonly string[]): Promise<void> {
    const removed = async () => (await Promise.all(tables.map((table) => this.of(table)))).every((statements) => statements.length > 0);
    const next = on(this.events, 'removed');
    while (!(await removed())) await next.next();
  }

  async close(): Promise<void> {
    await this.listener.end();
  }
}
