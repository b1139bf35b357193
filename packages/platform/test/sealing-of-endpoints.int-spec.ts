import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsersService } from '@parley/conversations';
import type { Keyring } from '@parley/crypto-at-rest';
import { asAccountId, newId, type AppId, type RequestContext } from '@parley/kernel';
import { createApp, createIntegration, databaseKeyring, openDatabase, type OpenDatabase } from '@parley/testing';
import { WebhooksService } from '@parley/webhooks';
import { BEFORE_ENDPOINTS, DatabaseBeforeSealing } from '@parley/testing/before-sealing';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const contextOf = (appId: AppId, key?: string): RequestContext => ({
  requestId: newId(), appId, principal: { scope: 'app', keyId: 'app_test', accountId: asAccountId(newId()), appId },
  ...(key !== undefined && { idempotency: { operation: 'POST /users', keyHash: sha256(key), bodyHash: sha256('body') } }),
});

/** A database is made, migrated and updated: on a busy machine that takes its time. */
const LONG_MS = 120_000;

describe('what the version before kept of webhooks and repeated requests', () => {
  let before: DatabaseBeforeSealing;
  let open: OpenDatabase;
  let keyring: Keyring;
  let appId: AppId;
  let integrationId: string;
  const id = newId();

  /** An answer as that version kept it, found by plain hashes; an altered one does not open. */
  async function keepAnswer(key: string, altered: boolean): Promise<void> {
    const place = { table: 'idempotent_answers', row: `POST /users/${sha256(key).toString('hex')}`, column: 'sealed_answer' };
    const [cell] = await keyring.seal(before.database, { tenant: appId, subject: `user:${id}` }, [{ place, value: { id, externalId: key } }]);
    await before.database.query('insert into idempotent_answers (app_id, operation, key_hash, body_hash, sealed_answer, subjects) values ($1, $2, $3, $4, $5, $6)',
      [appId, 'POST /users', sha256(key), sha256('body'), altered ? cell?.subarray(1) : cell, [`user:${id}`]]);
  }

  beforeAll(async () => {
    before = await DatabaseBeforeSealing.make(BEFORE_ENDPOINTS);
    const { database } = before;
    appId = (await createApp(database)).id;
    integrationId = (await createIntegration(database, appId)).id;
    keyring = await databaseKeyring(database);
    await database.query(
      `insert into webhooks (app_id, integration_id, id, target, triggers, secret) select $1, $2, 'w' || n, 'http://127.0.0.1/' || n, '{*}', 'secret ' || n from generate_series(1, 3) n`,
      [appId, integrationId]);
    await keyring.create(database, appId, [{ subject: `user:${id}`, items: [] }]);
    await keepAnswer('kept', false);
    await keepAnswer('lost', true);
    await before.update((steps) => before.seal(steps, 2));
    open = openDatabase(database.url, 2);
  }, LONG_MS);
  afterAll(async () => {
    await open.close();
    await before.close();
  }, LONG_MS);

  it('its webhooks read as before, and nothing of them is left in plain', async () => {
    // It is read alone, and nobody called.
    const egress = undefined as unknown as ConstructorParameters<typeof WebhooksService>[1];
    const read = await new WebhooksService(open.database, egress, keyring).list(contextOf(appId), integrationId);
    expect(read.map(({ id: webhook, target, secret }) => ({ webhook, target, secret })))
      .toEqual([1, 2, 3].map((n) => ({ webhook: `w${n}`, target: `http://127.0.0.1/${n}`, secret: `secret ${n}` })));
    const columns = await before.columns('webhooks');
    expect(columns.filter((column) => ['target', 'secret'].includes(column))).toEqual([]);
    expect(await before.columns('integrations')).not.toContain('settings');
  });

  it('its answers are given to a request that is repeated across the update; one that cannot be read is not', async () => {
    const users = new UsersService(open.database, keyring);
    expect(await users.create(contextOf(appId, 'kept'), { externalId: 'another' })).toEqual({ id, externalId: 'kept' });
    const idempotency = { operation: 'POST /users', keyHash: sha256('kept'), bodyHash: sha256('another') };
    await expect(users.create({ ...contextOf(appId), idempotency }, {})).rejects.toMatchObject({ code: 'unprocessable_entity' });
    expect(await users.create(contextOf(appId, 'lost'), { externalId: 'fresh' })).toMatchObject({ externalId: 'fresh' });
    expect((await before.columns('idempotent_answers')).filter((column) => column.endsWith('_hash'))).toEqual([]);
  });
});
