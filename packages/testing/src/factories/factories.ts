import type { Keyring, Subject } from '@parley/crypto-at-rest';
import { randomBytes } from 'node:crypto';
import { asAccountId, asAppId, newId, type AccountId, type AppId, type Scope } from '@parley/kernel';
import { sqlOf } from '../database/sql-of.js';
import { testKeyring } from '../keys/test-keyring.js';
import type { TestDatabase } from '../database/test-database.js';
import { databaseKeyring } from '../keys/database-keyring.js';

type Admin = Pick<TestDatabase, 'query'>;

/** Writes an account. */
export async function createAccount(database: Admin, displayName = 'Test account'): Promise<{ id: AccountId }> {
  const id = newId();
  await database.query('insert into accounts (id, display_name) values ($1, $2)', [id, displayName]);
  return { id: asAccountId(id) };
}

/** Writes an app, with an account of its own unless one is given. */
export async function createApp(
  database: Admin,
  given: { accountId?: string; displayName?: string; settings?: object; metadata?: object } = {},
): Promise<{ id: AppId; accountId: AccountId }> {
  const accountId = given.accountId ?? (await createAccount(database)).id;
  const id = newId();
  await database.query(
    'insert into apps (id, account_id, display_name, subdomain, settings, metadata) values ($1, $2, $3, $4, $5, $6)',
    [id, accountId, given.displayName ?? 'Test app', `test-${id}`, JSON.stringify(given.settings ?? {}), JSON.stringify(given.metadata ?? {})],
  );
  return { id: asAppId(id), accountId: asAccountId(accountId) };
}

/** A key as a caller holds it. */
export interface TestKey {
  readonly id: string;
  readonly secret: string;
  /** The value of an `Authorization` header. */
  readonly basic: string;
}

const PREFIXES: Record<Scope, string> = { account: 'act_', app: 'app_', integration: 'int_' };

/** Writes a key: of the account without `appId`, of an integration with `integrationId`. */
export async function createKey(database: Admin, owner: { accountId: string; appId?: string; integrationId?: string }): Promise<TestKey> {
  const scope: Scope = owner.integrationId ? 'integration' : owner.appId ? 'app' : 'account';
  const id = `${PREFIXES[scope]}${newId()}`;
  const secret = randomBytes(32).toString('base64url');
  const tenant = owner.appId === undefined ? asAccountId(owner.accountId) : asAppId(owner.appId);
  const keyring = await databaseKeyring(database);
  const [sealed] = await keyring.sealOwn(database, tenant, `${owner.appId === undefined ? 'account' : 'app'}:${tenant}`, [
    { place: { table: 'api_keys', row: id, column: 'sealed_secret' }, value: secret },
  ]);
  await database.query(
    'insert into api_keys (id, scope, account_id, app_id, integration_id, display_name, sealed_secret) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, scope, owner.accountId, owner.appId ?? null, owner.integrationId ?? null, 'Test key', sealed],
  );
  return { id, secret, basic: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** Writes a custom integration. */
export async function createIntegration(database: Admin, appId: string, displayName = 'Test integration'): Promise<{ id: string }> {
  const id = newId();
  await database.query("insert into integrations (app_id, id, type, display_name) values ($1, $2, 'custom', $3)", [appId, id, displayName]);
  return { id };
}

/** Writes a user. */
export async function createUser(
  database: Admin,
  appId: string,
  given: { externalId?: string; profile?: Record<string, unknown>; metadata?: object } = {},
): Promise<{ id: string; externalId: string | null }> {
  const id = newId();
  const { externalId, profile } = given;
  const name = [profile?.givenName, profile?.surname].filter(Boolean).join(' ');
  const keyring = testKeyring();
  const cells = await sealNew(database, keyring, appId, `user:${id}`, 'users', id, {
    sealed_details: Object.keys(given).length > 0 ? given : undefined,
    sealed_name: name === '' ? undefined : { displayName: name },
  });
  const index = externalId === undefined ? null : await keyring.index(sqlOf(database), asAppId(appId), 'external_id', externalId);
  await database.query(
    'insert into users (app_id, id, sealed_details, sealed_name, external_id_index, signed_up_at) values ($1, $2, $3, $4, $5, now())',
    [appId, id, ...cells, index],
  );
  return { id, externalId: externalId ?? null };
}

/** Writes a conversation and its participants: `personal` with one user, `sdkGroup` with any number. */
export async function createConversation(
  database: Admin,
  appId: string,
  given: { userIds?: readonly string[]; type?: 'personal' | 'sdkGroup'; metadata?: object } = {},
): Promise<{ id: string; participants: readonly { id: string; userId: string }[] }> {
  const id = newId();
  const { metadata } = given;
  const cells = await sealNew(database, testKeyring(), appId, `conversation:${id}`, 'conversations', id, { sealed_metadata: metadata && { metadata } });
  await database.query(
    'insert into conversations (app_id, id, type, sealed_metadata, last_updated_at, created_at) values ($1, $2, $3, $4, now(), now())',
    [appId, id, given.type ?? 'personal', ...cells],
  );
  const participants = (given.userIds ?? []).map((userId) => ({ id: newId(), userId }));
  for (const { id: participantId, userId } of participants)
    await database.query('insert into participants (app_id, conversation_id, id, user_id) values ($1, $2, $3, $4)', [appId, id, participantId, userId]);
  return { id, participants };
}

/** A new subject's key, and its row's values sealed under it, in the order of the columns. */
async function sealNew(database: Admin, keyring: Keyring, appId: string, subject: Subject, table: string, row: string, values: Record<string, unknown>) {
  const items = Object.entries(values).map(([column, value]) => ({ place: { table, row, column }, value }));
  const [cells = []] = await keyring.create(sqlOf(database), asAppId(appId), [{ subject, items }]);
  return cells;
}

/** Writes messages of the business that say "x", as many as there are ids. */
export async function createMessages(database: Admin, appId: string, conversationId: string, ids: readonly string[]): Promise<void> {
  const cells = await testKeyring().seal(sqlOf(database), { tenant: asAppId(appId), subject: `conversation:${conversationId}` }, ids.map((id) => ({
    place: { table: 'messages', row: `${conversationId}/${id.slice(-10)}`, column: 'sealed_body' },
    value: { author: {}, content: { type: 'text', text: 'x' }, source: { type: 'api' } },
  })));
  await database.query(
    `insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body)
     select $1, $2, id, n, now(), 'business', cell from unnest($3::text[], $4::bytea[]) with ordinality as m (id, cell, n)`,
    [appId, conversationId, ids, cells],
  );
}
