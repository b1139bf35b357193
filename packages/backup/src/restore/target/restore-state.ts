import type pg from 'pg';
import { BackupFault } from '../../backup-fault.js';
import type { Definition } from './definitions.js';

/** Where a restore keeps how far it is; gone with its last step. */
export const STATE_SCHEMA = 'parley_restore';

/** The steps, in their order. A database without any is empty, or finished. */
export const PHASES = ['schema', 'loading', 'replaying', 'completing', 'erasing'] as const;
export type Phase = (typeof PHASES)[number];

/** What is being restored: it can only be gone on with if it is the same. */
export interface RestoreIdentity {
  readonly repository: string;
  /** The manifest's number. */
  readonly snapshot: number;
  /** Microseconds since 1970; nothing for all that there is. */
  readonly to?: number;
}

/** How far it is. */
export interface RestoreState {
  readonly phase: Phase;
  /** The commit LSN of the last transaction that was applied, and the name of the last segment of which something was; '' before the first. */
  readonly applied: bigint;
  readonly segment: string;
}

interface Row {
  readonly identity: RestoreIdentity;
  readonly phase: Phase;
  readonly definitions: Definition[];
  readonly applied: string;
  readonly segment: string;
}

const MAKE = `
  create schema ${STATE_SCHEMA};
  create table ${STATE_SCHEMA}.state (
    one boolean primary key default true check (one),
    identity jsonb not null, phase text not null default 'schema', definitions jsonb not null default '[]',
    applied numeric not null default 0, segment text not null default ''
  );
  create table ${STATE_SCHEMA}.loaded (unit text primary key)`;

/** Of what somebody made; what an extension brings along is nobody's data. */
const SOMETHING = `
  select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by 1 limit 1`;

/**
 * Begins in an empty database, or answers how far the same restore has come. Raises BackupFault `occupied` where the database
 * has anything else in it.
 */
export async function openState(client: pg.Client, identity: RestoreIdentity): Promise<RestoreState> {
  const { rows: [known] } = await client.query<{ there: boolean }>(`select to_regclass('${STATE_SCHEMA}.state') is not null as there`);
  if (!known?.there) await begin(client, identity);
  const { rows: [state] } = await client.query<Row>(`select identity, phase, applied, segment from ${STATE_SCHEMA}.state`);
  if (!state || !isSame(state.identity, identity)) {
    throw new BackupFault('occupied', 'Another restore has begun in this database and has not ended: go on with that one, or make an empty database');
  }
  return { phase: state.phase, applied: BigInt(state.applied), segment: state.segment };
}

async function begin(client: pg.Client, identity: RestoreIdentity): Promise<void> {
  const { rows: [something] } = await client.query<{ name: string }>(SOMETHING);
  if (something) throw new BackupFault('occupied', `The database is not empty: it has ${something.name}`);
  await client.query(`begin; ${MAKE}`);
  await client.query(`insert into ${STATE_SCHEMA}.state (identity) values ($1)`, [JSON.stringify(identity)]);
  await client.query('commit');
}

const isSame = (one: RestoreIdentity, other: RestoreIdentity): boolean => one.repository === other.repository && one.snapshot === other.snapshot && one.to === other.to;

/** The next step begins. */
export async function setPhase(client: pg.Client, phase: Phase): Promise<void> {
  await client.query(`update ${STATE_SCHEMA}.state set phase = $1`, [phase]);
}

/** What the tables are without. */
export async function definitionsOf(client: pg.Client): Promise<readonly Definition[]> {
  const { rows: [state] } = await client.query<Pick<Row, 'definitions'>>(`select definitions from ${STATE_SCHEMA}.state`);
  return state?.definitions ?? [];
}

/** What the tables are without from now on. In the transaction that takes it away. */
export async function rememberDefinitions(client: pg.Client, definitions: readonly Definition[]): Promise<void> {
  await client.query(`update ${STATE_SCHEMA}.state set definitions = $1`, [JSON.stringify(definitions)]);
}

/** In the transaction that applies it. */
export async function setApplied(client: pg.Client, applied: bigint, segment: string): Promise<void> {
  await client.query(`update ${STATE_SCHEMA}.state set applied = $1, segment = $2`, [String(applied), segment]);
}

/** Units of chunks that are in their tables. */
export async function loadedUnits(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ unit: string }>(`select unit from ${STATE_SCHEMA}.loaded`);
  return new Set(rows.map(({ unit }) => unit));
}

/** In the transaction that loads it. */
export async function setLoaded(client: pg.Client, unit: string): Promise<void> {
  await client.query(`insert into ${STATE_SCHEMA}.loaded values ($1)`, [unit]);
}

/** The end: nothing tells any more that the database was restored. */
export async function forgetState(client: pg.Client): Promise<void> {
  await client.query(`drop schema ${STATE_SCHEMA} cascade`);
}
