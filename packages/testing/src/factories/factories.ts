import { createHash, randomBytes } from 'node:crypto';
import { asAccountId, asAppId, newId, type AccountId, type AppId, type Scope } from '@parley/kernel';
import type { TestDatabase } from '../database/test-database.js';

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
  await database.query(
    'insert into api_keys (id, scope, account_id, app_id, integration_id, display_name, secret) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, scope, owner.accountId, owner.appId ?? null, owner.integrationId ?? null, 'Test key', secret],
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
  given: { externalId?: string; profile?: object; metadata?: object } = {},
): Promise<{ id: string; externalId: string | null }> {
  const id = newId();
  const externalId = given.externalId ?? null;
  const hash = externalId === null ? null : createHash('sha256').update(externalId).digest();
  await database.query(
    'insert into users (app_id, id, external_id, external_id_hash, signed_up_at, profile, metadata) values ($1, $2, $3, $4, now(), $5, $6)',
    [appId, id, externalId, hash, JSON.stringify(given.profile ?? {}), JSON.stringify(given.metadata ?? {})],
  );
  return { id, externalId };
}

/** Writes a conversation and its participants: `personal` with one user, `sdkGroup` with any number. */
export async function createConversation(
  database: Admin,
  appId: string,
  given: { userIds?: readonly string[]; type?: 'personal' | 'sdkGroup'; metadata?: object } = {},
): Promise<{ id: string; participants: readonly { id: string; userId: string }[] }> {
  const id = newId();
  await database.query(
    'insert into conversations (app_id, id, type, metadata, last_updated_at, created_at) values ($1, $2, $3, $4, now(), now())',
    [appId, id, given.type ?? 'personal', JSON.stringify(given.metadata ?? {})],
  );
  const participants = (given.userIds ?? []).map((userId) => ({ id: newId(), userId }));
  for (const { id: participantId, userId } of participants)
    await database.query('insert into participants (app_id, conversation_id, id, user_id) values ($1, $2, $3, $4)', [appId, id, participantId, userId]);
  return { id, participants };
}
