import { randomBytes } from 'node:crypto';
import { asAppId, newId } from '@parley/kernel';
import { databaseKeyring } from '../keys/database-keyring.js';
import type { TestDatabase } from '../database/test-database.js';

interface GivenWebhook {
  readonly integrationId: string;
  readonly id?: string;
  readonly target?: string;
  readonly triggers?: readonly string[];
  /** Whether it is sent full users and sources. */
  readonly full?: boolean;
}

interface CreatedWebhook {
  readonly id: string;
  readonly secret: string;
}

const INSERT = `
  insert into webhooks (app_id, integration_id, id, sealed_endpoint, triggers, include_full_user, include_full_source)
  select $1, w.integration_id, w.id, w.cell, array(select json_array_elements_text(w.triggers)), w.full_, w.full_
  from unnest($2::text[], $3::text[], $4::bytea[], $5::json[], $6::bool[]) as w (integration_id, id, cell, triggers, full_)`;

/** Writes webhooks that take messages, unless triggers are given; without a target they lead nowhere. */
export async function createWebhooks(database: Pick<TestDatabase, 'query'>, appId: string, given: readonly GivenWebhook[]): Promise<CreatedWebhook[]> {
  const tenant = asAppId(appId);
  const made = given.map(({ target = 'http://127.0.0.1:1/', id = newId() }) => ({ id, target, secret: randomBytes(32).toString('hex') }));
  const cells = await (await databaseKeyring(database)).sealOwn(database, tenant, `app:${appId}`, made.map(({ id, target, secret }) =>
    ({ place: { table: 'webhooks', row: id, column: 'sealed_endpoint' }, value: { target, secret } })));
  await database.query(INSERT, [
    tenant, given.map(({ integrationId }) => integrationId), made.map(({ id }) => id), cells,
    given.map(({ triggers = ['conversation:message'] }) => JSON.stringify(triggers)), given.map(({ full = false }) => full),
  ]);
  return made.map(({ id, secret }) => ({ id, secret }));
}
