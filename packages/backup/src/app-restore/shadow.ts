import pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import { columnList } from '../restore/load/copy-in.js';
import type { AppTable } from './app-tables.js';

/** What a shadow holds: it is used again for the same alone. */
export interface ShadowIdentity {
  readonly repository: string;
  readonly app: string;
  /** The manifest's number. */
  readonly snapshot: number;
  /** Microseconds since 1970. */
  readonly to: number;
}

/** What came of making it, as it is told again when it is used again. */
export interface ShadowMade {
  readonly transactions: number;
  /** The last commit that is in it, of any app; in microseconds since 1970. */
  readonly last: number | null;
}

/** Ids of apps as they are in names of schemas. */
const APP_ID = /^[\w-]{1,50}$/;

/** The schema of an app's shadow, as SQL has it. Raises BackupFault `malformed` for what is no app's id. */
export function shadowSchema(app: string): string {
  if (!APP_ID.test(app)) throw new BackupFault('malformed', 'This is no id of an app');
  return pg.escapeIdentifier(`parley_app_${app}`);
}

/** Of a table in it, as SQL has it. */
export const inShadow = (app: string, table: string): string => `${shadowSchema(app)}.${pg.escapeIdentifier(table)}`;

/** What a shadow says of itself. */
const STATE = 'parley_shadow';

/** Nothing where there is none, or it was not finished; also after a crash of the server, which forgets what is unlogged. */
export async function readShadow(client: pg.Client, app: string): Promise<{ readonly identity: ShadowIdentity; readonly made: ShadowMade } | undefined> {
  const state = inShadow(app, STATE);
  const { rows: [there] } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [state]);
  if (!there?.there) return undefined;
  const { rows: [row] } = await client.query<{ identity: ShadowIdentity; made: ShadowMade | null }>(`select identity, made from ${state}`);
  return row?.made ? { identity: row.identity, made: row.made } : undefined;
}

/** Makes an empty one, in the place of any that is there: tables with the columns of the living ones, and nothing else. */
export async function openShadow(client: pg.Client, identity: ShadowIdentity, tables: readonly AppTable[]): Promise<void> {
  const { app } = identity;
  await dropShadow(client, app);
  const make = tables.map(({ name, columns }) => `create unlogged table ${inShadow(app, name)} as select ${columnList(columns)} from public.${pg.escapeIdentifier(name)} with no data`);
  await client.query(['begin', `create schema ${shadowSchema(app)}`, `create unlogged table ${inShadow(app, STATE)} (identity jsonb not null, made jsonb)`, ...make].join(';\n'));
  await client.query(`insert into ${inShadow(app, STATE)} (identity) values ($1)`, [JSON.stringify(identity)]);
  await client.query('commit');
}

/** From now on it counts. */
export async function finishShadow(client: pg.Client, app: string, made: ShadowMade): Promise<void> {
  await client.query(`update ${inShadow(app, STATE)} set made = $1`, [JSON.stringify(made)]);
}

/** Answers whether there was one. */
export async function dropShadow(client: pg.Client, app: string): Promise<boolean> {
  const { rows: [there] } = await client.query<{ there: boolean }>('select to_regnamespace($1) is not null as there', [shadowSchema(app)]);
  if (there?.there) await client.query(`drop schema ${shadowSchema(app)} cascade`);
  return there?.there === true;
}

/** Keeps others from restoring the same app as long as the connection lasts. Raises BackupFault `occupied`. */
export async function lockApp(client: pg.Client, app: string): Promise<void> {
  const { rows: [lock] } = await client.query<{ got: boolean }>(`select pg_try_advisory_lock(hashtextextended('parley restore ' || $1, 0)) as got`, [app]);
  if (!lock?.got) throw new BackupFault('occupied', 'Somebody restores this app at this moment');
}
