import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';

/** A reason why the version before would fail, or wait, while or after a migration runs. */
export interface UnsafeChange {
  readonly table: string;
  readonly fault: 'rewritten' | 'scanned while locked' | 'column gone' | 'column that older inserts cannot fill';
}

interface TableState {
  readonly name: string;
  readonly relfilenode: string;
  readonly columns: Record<string, { required: boolean }>;
}

const TABLES = `
  select c.relname as name, c.relfilenode::text,
         jsonb_object_agg(a.attname, jsonb_build_object('required', a.attnotnull and not a.atthasdef and a.attidentity = '')) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
  group by c.oid`;

/** Full scans so far (also of earlier transactions not yet counted elsewhere), and whether this transaction keeps writers out. */
const SCANS = `
  select s.relname as name, s.seq_scan::int as scans,
         exists (select from pg_locks l where l.relation = s.relid and l.pid = pg_backend_pid()
           and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) as locked
  from pg_stat_xact_user_tables s`;

interface Scans {
  readonly name: string;
  readonly scans: number;
  readonly locked: boolean;
}

/**
 * Runs a migration, looks at what it did to the tables that were there, and rolls it back.
 * Asks PostgreSQL itself (file nodes, locks, scans) instead of reading the SQL, so that no wording slips through.
 * One that asks for no transaction (`transaction = false`) may do only what PostgreSQL refuses in one, such as an index that
 * is built beside writers; it is undone by its own `down`.
 * A migration that names itself as `oldest_code` finds no version before at work (docs/decisions/0065): it may take away.
 */
export async function unsafeChanges(dataSource: DataSource, migration: MigrationInterface): Promise<UnsafeChange[]> {
  const runner = dataSource.createQueryRunner();
  if (migration.transaction === false) return outsideTransactions(runner, migration).finally(() => runner.release());
  await runner.startTransaction();
  try {
    const before = await tables(runner);
    const scansBefore = new Map((await scans(runner)).map((each) => [each.name, each.scans]));
    await migration.up(runner);
    const after = new Map((await tables(runner)).map((table) => [table.name, table]));
    const known = new Set(before.map(({ name }) => name));
    const scanned = (await scans(runner)).filter((each) => each.locked && each.scans > (scansBefore.get(each.name) ?? 0));
    const unsafe = [
      ...before.flatMap((table) => changed(table, after.get(table.name))),
      ...scanned.filter(({ name }) => known.has(name)).map(({ name }) => ({ table: name, fault: 'scanned while locked' as const })),
    ];
    return (await isAlone(runner, migration)) ? unsafe.filter(({ fault }) => fault === 'rewritten') : unsafe;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** Refused in a transaction, then run without. */
async function outsideTransactions(runner: QueryRunner, migration: MigrationInterface): Promise<UnsafeChange[]> {
  await runner.startTransaction();
  const refused = await migration.up(runner).then(() => false, () => true);
  await runner.rollbackTransaction();
  if (!refused) throw new Error(`${migration.constructor.name} needs a transaction`);
  const before = await tables(runner);
  await migration.up(runner);
  const after = new Map((await tables(runner)).map((table) => [table.name, table]));
  await migration.down(runner);
  return before.flatMap((table) => changed(table, after.get(table.name)));
}

async function isAlone(runner: QueryRunner, { constructor }: MigrationInterface): Promise<boolean> {
  const [meta] = (await runner.query('select oldest_code from parley_meta')) as { oldest_code: string | null }[];
  return meta?.oldest_code === constructor.name;
}

const tables = async (runner: QueryRunner): Promise<TableState[]> => (await runner.query(TABLES)) as TableState[];
const scans = async (runner: QueryRunner): Promise<Scans[]> => (await runner.query(SCANS)) as Scans[];

function changed(before: TableState, after: TableState | undefined): UnsafeChange[] {
  const table = before.name;
  if (!after) return [{ table, fault: 'column gone' }];
  const faults: UnsafeChange['fault'][] = [];
  if (after.relfilenode !== before.relfilenode) faults.push('rewritten');
  if (Object.keys(before.columns).some((column) => !(column in after.columns))) faults.push('column gone');
  if (Object.entries(after.columns).some(([column, { required }]) => required && !before.columns[column]?.required)) {
    faults.push('column that older inserts cannot fill');
  }
  return faults.map((fault) => ({ table, fault }));
}
