import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { callerOf, operatorOn, recordAct } from '@parley/audit-log';
import { Keyring } from '@parley/crypto-at-rest';
import { AppError, leasesEnded, newId, type AccountId, type RequestContext, type Scope } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { deleteKey, findKey, insertKey, keepServiceAccount, listKeys, lockOwner, secretsReadable, type KeyOwner } from './api-keys.queries.js';
import type { KeyRow } from './key-record.js';
import { sealSecret, secretOf } from './key-secret.js';

/** A key as its owner may see it. The secret is there when the key was just made, or when the account allows reading it back. */
export interface ApiKey {
  readonly id: string;
  readonly displayName: string;
  readonly secret?: string;
}

const PREFIX = { account: 'act_', app: 'app_', integration: 'int_' } as const satisfies Record<Scope, string>;
/** Keys of service accounts, whose scope is `account` too. */
const SERVICE_PREFIX = 'svc_';
/** openapi.yaml, App Keys and Custom Integration API Keys: at most ten each. */
const MAX_KEYS = 10;
const SECRET_BYTES = 32;

const unknownKey = () => new AppError('not_found', 'Resource not found');

/** Makes, shows and removes API keys. With `integrationId` the keys of that custom integration, without it those of the app. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
  ) {}

  /** Makes a key and answers its secret, for the only time. Raises bad_request when the owner has ten, and the owner's 404. */
  async create(ctx: RequestContext, displayName: string, integrationId?: string): Promise<ApiKey> {
    const owner = ownerOf(ctx, integrationId);
    return this.database.app(ctx.appId).transaction(async (tx) => {
      if (!(await lockOwner(tx, owner))) throw unknownOwner(owner);
      if ((await listKeys(tx, owner)).length >= MAX_KEYS) throw new AppError('bad_request', tooMany(owner));
      const scope = integrationId === undefined ? 'app' : 'integration';
      const key = await make(tx, this.keyring, scope, ctx.principal.accountId, displayName, owner);
      await recordAct(tx, callerOf(ctx), { action: `${scope}Key:create`, target: { type: 'key', id: key.id }, details: { ...owner } });
      return key;
    });
  }

  /** All keys of the owner, oldest first. */
  async list(ctx: RequestContext, integrationId?: string): Promise<ApiKey[]> {
    return this.show(ctx, await listKeys(this.database.app(ctx.appId), ownerOf(ctx, integrationId)));
  }

  /** One key. Raises not_found, also for another owner's key. */
  async get(ctx: RequestContext, keyId: string, integrationId?: string): Promise<ApiKey> {
    const row = await findKey(this.database.app(ctx.appId), ownerOf(ctx, integrationId), keyId);
    const [key] = row === undefined ? [] : await this.show(ctx, [row]);
    if (key === undefined) throw unknownKey();
    return key;
  }

  /**
   * Removes a key and answers when it opens nothing any more, in any process: after about 1.1 s.
   * Raises not_found or the owner's 404, no sooner: the key may have been deleted a moment ago.
   */
  async delete(ctx: RequestContext, keyId: string, integrationId?: string): Promise<void> {
    const [sql, owner] = [this.database.app(ctx.appId), ownerOf(ctx, integrationId)];
    const deleted = await sql.transaction(async (tx) => {
      const rows = await deleteKey(tx, owner, keyId);
      const action = integrationId === undefined ? 'appKey:delete' : 'integrationKey:delete';
      if (rows.length > 0) await recordAct(tx, callerOf(ctx), { action, target: { type: 'key', id: keyId }, details: { ...owner } });
      return rows;
    });
    await leasesEnded();
    if (deleted.length === 0) throw (await lockOwner(sql, owner)) ? unknownKey() : unknownOwner(owner);
  }

  /** Makes an account key. For the operator's command line: the API has no such operation. */
  createAccountKey(accountId: AccountId, displayName: string): Promise<Required<ApiKey>> {
    return this.database.account(accountId).transaction(async (tx) => {
      const key = await make(tx, this.keyring, 'account', accountId, displayName);
      await recordAct(tx, operatorOn(accountId), { action: 'accountKey:create', target: { type: 'key', id: key.id } });
      return key;
    });
  }

  /** Makes a key of one of the account's service accounts. For the command line too. Raises not_found when there is no such one. */
  createServiceKey(accountId: AccountId, serviceAccountId: string, displayName: string): Promise<Required<ApiKey>> {
    return this.database.account(accountId).transaction(async (tx) => {
      if (!(await keepServiceAccount(tx, accountId, serviceAccountId))) throw new AppError('not_found', 'Service account not found');
      const key = await make(tx, this.keyring, 'account', accountId, displayName, { serviceAccountId });
      await recordAct(tx, operatorOn(accountId), { action: 'serviceAccountKey:create', target: { type: 'key', id: key.id }, details: { serviceAccountId } });
      return key;
    });
  }

  /** Keys as their owner sees them. A secret that does not open is left out, so that the others and the key's deletion stay possible. */
  private async show({ appId, principal: { accountId } }: RequestContext, rows: readonly KeyRow[]): Promise<ApiKey[]> {
    const shown = rows.map(({ id, display_name: displayName }) => ({ id, displayName }));
    if (!(await secretsReadable(this.database.account(accountId), accountId))) return shown;
    const opened = await this.keyring.open(this.database.app(appId), rows.map(secretOf));
    return shown.map((key, index) => {
      const secret = opened[index];
      return secret?.ok ? { ...key, secret: String(secret.value) } : key;
    });
  }
}

const ownerOf = (ctx: RequestContext, integrationId: string | undefined): KeyOwner => ({ appId: ctx.appId, integrationId });

const unknownOwner = ({ integrationId }: KeyOwner) =>
  integrationId === undefined ? new AppError('app_not_found', 'App not found') : new AppError('integration_not_found', 'Integration not found');

const tooMany = ({ integrationId }: KeyOwner) =>
  `${integrationId === undefined ? 'An app' : 'A custom integration'} can have at most ${MAX_KEYS} API keys`;

async function make(tx: Sql, keyring: Keyring, scope: Scope, accountId: AccountId, displayName: string, owner: Partial<KeyOwner> & { readonly serviceAccountId?: string } = {}): Promise<Required<ApiKey>> {
  const [id, secret] = [(owner.serviceAccountId === undefined ? PREFIX[scope] : SERVICE_PREFIX) + newId(), randomBytes(SECRET_BYTES).toString('base64url')];
  const whose = { id, account_id: accountId, app_id: owner.appId ?? null };
  await insertKey(tx, {
    ...whose,
    scope,
    integration_id: owner.integrationId ?? null,
    service_account_id: owner.serviceAccountId ?? null,
    display_name: displayName,
    sealed_secret: await sealSecret(tx, keyring, whose, secret),
  });
  return { id, displayName, secret };
}
