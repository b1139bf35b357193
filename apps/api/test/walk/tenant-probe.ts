import type { TestDatabase } from '@parley/testing';
import pg from 'pg';
import { isTheirs, tenantOf, type TenantTable } from './tenant-rows.js';

/** PostgreSQL's code for what a role, or a row-level policy, forbids. */
const FORBIDDEN = '42501';

/** A connection of the runtime role that tries, table by table, to reach rows of another tenant. */
export class TenantProbe {
  private constructor(
    private readonly client: pg.Client,
    private readonly tables: readonly TenantTable[],
    private readonly tenant: [accountId: string, appIds: string[]],
    /** One row of the tenant's in each table, as text; nothing where there is none. */
    private readonly rows: ReadonlyMap<string, string>,
  ) {}

  static async start(database: TestDatabase, tables: readonly TenantTable[], accountId: string): Promise<TenantProbe> {
    const tenant = await tenantOf(database, accountId);
    const rows = new Map<string, string>();
    for (const table of tables) {
      const [row] = await database.query<{ row: string }>(`with given as (select $1::text, $2::text[]) select r::text as row from ${table.name} r where ${isTheirs(table)} limit 1`, tenant);
      if (row !== undefined) rows.set(table.name, row.row);
    }
    const client = new pg.Client(database.url);
    await client.connect();
    return new TenantProbe(client, tables, tenant, rows);
  }

  /** Tables in which the tenant has nothing. */
  empty(): string[] {
    return this.tables.map(({ name }) => name).filter((name) => !this.rows.has(name));
  }

  /** What of the tenant's can be read, changed, removed or added with `parley.scope` set to this; what it did is rolled back. */
  async reach(scope: string): Promise<string[]> {
    const reached: string[] = [];
    for (const table of this.tables) {
      const [where, column] = [isTheirs(table), table.columns[0] ?? ''];
      const given = 'with given as (select $1::text, $2::text[])';
      const tries = {
        read: [`${given} select from ${table.name} where ${where}`, this.tenant],
        change: [`${given} update ${table.name} set ${column} = ${column} where ${where}`, this.tenant],
        remove: [`${given} delete from ${table.name} where ${where}`, this.tenant],
        ...(this.rows.has(table.name) && { add: [`insert into ${table.name} (${table.columns.join()}) overriding system value select ${table.columns.map((name) => `(r).${name}`).join()} from (select $1::${table.name} as r) s`, [this.rows.get(table.name)]] }),
      };
      for (const [what, [sql, values]] of Object.entries(tries) as [string, [string, unknown[]]][]) if ((await this.count(scope, sql, values)) > 0) reached.push(`${what} ${table.name}`);
    }
    return reached;
  }

  close(): Promise<void> {
    return this.client.end();
  }

  /** How many rows a statement reaches; none where it is forbidden. */
  private async count(scope: string, sql: string, values: unknown[]): Promise<number> {
    await this.client.query('begin');
    try {
      await this.client.query("select set_config('parley.scope', $1, true), set_config('parley.hidden', 'seen', true)", [scope]);
      return (await this.client.query(sql, values)).rowCount ?? 0;
    } catch (error) {
      if ((error as { code?: string }).code === FORBIDDEN) return 0;
      throw error;
    } finally {
      await this.client.query('rollback');
    }
  }
}
