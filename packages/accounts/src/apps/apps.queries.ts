import type { Metadata } from '@parley/kernel';
import { keysetPage, type Page, type PageRequest, type Sql } from '@parley/persistence';
import type { StoredSettings } from './app-settings.js';

/** A row of `apps`. */
export interface AppRow {
  readonly id: string;
  readonly display_name: string;
  readonly subdomain: string;
  readonly settings: StoredSettings;
  readonly metadata: Metadata;
}

const COLUMNS = 'id, display_name, subdomain, settings, metadata';

const LIST = `select ${COLUMNS} from apps where account_id = $1 and deleted_at is null`;

/** The order of the index on an account's apps, which no other index has (migration AppsPages). */
const ID_IN_ACCOUNT = 'id collate "POSIX"';

/** Stores a new app under an account. Rejects with the driver's error when the id or the subdomain is taken. */
export async function insertApp(sql: Sql, accountId: string, row: AppRow): Promise<void> {
  await sql.query(
    'insert into apps (id, account_id, display_name, subdomain, settings, metadata) values ($1, $2, $3, $4, $5, $6)',
    [row.id, accountId, row.display_name, row.subdomain, JSON.stringify(row.settings), JSON.stringify(row.metadata)],
  );
}

/** A page of an account's apps that are not deleted, in the order of their ids. */
export const listApps = (sql: Sql, accountId: string, page: PageRequest): Promise<Page<AppRow>> =>
  keysetPage<AppRow>(sql, { select: LIST, values: [accountId], id: ID_IN_ACCOUNT }, page);

const LIST_GRANTED = `
  select ${COLUMNS} from service_account_apps g join apps a on a.id = g.app_id
  where g.service_account_id = $1 and a.account_id = $2 and a.deleted_at is null`;

/** The same of those that were granted to a service account. */
export const listGrantedApps = (sql: Sql, accountId: string, serviceAccountId: string, page: PageRequest): Promise<Page<AppRow>> =>
  keysetPage<AppRow>(sql, { select: LIST_GRANTED, values: [serviceAccountId, accountId], id: 'g.app_id' }, page);

/** An app that is not deleted. */
export async function findApp(sql: Sql, id: string): Promise<AppRow | undefined> {
  return (await sql.query<AppRow>(`select ${COLUMNS} from apps where id = $1 and deleted_at is null`, [id]))[0];
}

/** Locked against another update; `no key update` so that posts, whose foreign keys share-lock the id, go on. */
export async function lockApp(sql: Sql, id: string): Promise<AppRow | undefined> {
  return (await sql.query<AppRow>(`select ${COLUMNS} from apps where id = $1 and deleted_at is null for no key update`, [id]))[0];
}

/** Writes an app's name, settings and metadata as they are given; who may have changed them meanwhile is kept out by `lockApp`. */
export async function updateApp(sql: Sql, row: AppRow): Promise<void> {
  await sql.query('update apps set display_name = $2, settings = $3, metadata = $4 where id = $1', [
    row.id, row.display_name, JSON.stringify(row.settings), JSON.stringify(row.metadata),
  ]);
}

/** Marks an app as deleted, from when on nobody finds it; a job removes its rows. Answers no row when it was gone already. */
export const markDeleted = (sql: Sql, id: string): Promise<{ id: string }[]> =>
  sql.query('update apps set deleted_at = now() where id = $1 and deleted_at is null returning id', [id]);

const OWNER = { name: 'app-owner', text: 'select account_id from apps where id = $1 and deleted_at is null' };

/** The account of an app, deleted or not, that still has its row. Runs in the system scope. */
export async function findLastOwner(sql: Sql, id: string): Promise<string | undefined> {
  return (await sql.query<{ account_id: string }>('select account_id from apps where id = $1', [id]))[0]?.account_id;
}

/** The account of an app that is not deleted. Runs in the system scope. */
export async function findOwner(sql: Sql, id: string): Promise<string | undefined> {
  return (await sql.query<{ account_id: string }>(OWNER, [id]))[0]?.account_id;
}
