import { newId } from '@parley/kernel';
import { createApp, createConversation, createIntegration, createKey, createMessages, createUser, createWebhooks, type TestDatabase } from '@parley/testing';

/** Writes an app with a webhook. */
export async function createHook(database: TestDatabase): Promise<{ appId: string; webhookId: string }> {
  const { id: appId } = await createApp(database);
  const integration = await createIntegration(database, appId);
  const [webhook] = await createWebhooks(database, appId, [{ integrationId: integration.id }]);
  return { appId, webhookId: webhook!.id };
}

/** Writes lanes, each with a delivery that is due in an hour. */
export const createLanes = (database: TestDatabase, hook: { appId: string; webhookId: string }, count = 1) =>
  database.query(
    `insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at)
     select $1, $2, 'c' || n, 1, now() + interval '1 hour' from generate_series(1, $3::int) n`,
    [hook.appId, hook.webhookId, count]);

/** Writes deliveries that died some days ago; without days, that wait. */
export const createDeliveries = (database: TestDatabase, hook: { appId: string; webhookId: string }, name: string, days?: number, count = 1) =>
  database.query(
    `insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload, dead_at)
     select $1, $2, 'c', $3, 'conversation:message', now(), '{}', now() - make_interval(days => $4::int) from generate_series(1, $5::int)`,
    [hook.appId, hook.webhookId, name, days ?? null, count]);

/** Writes deliveries that died some days ago, of events of this type. */
export const createDead = (database: TestDatabase, hook: { appId: string; webhookId: string }, type: string, days: number, count = 1) =>
  database.query(
    `insert into dead_deliveries (app_id, webhook_id, event_id, position, order_key, type, created_at, payload, cell_references, cells, died_at, error)
     select $1, $2, $3 || n, n, 'c', $3, now(), '{}', '[]', '{}', now() - make_interval(days => $4::int), 'http_400' from generate_series(1, $5::int) n`,
    [hook.appId, hook.webhookId, type, days, count]);

/** Writes attempts that were made some days ago. */
export const createAttempts = (database: TestDatabase, hook: { appId: string; webhookId: string }, days: number, count = 1) =>
  database.query(
    `insert into webhook_attempts (id, app_id, webhook_id, event_id, type, subject, number, at, duration_ms, result)
     select (100 - $3::int) || '/' || $2 || '/' || n, $1, $2, 'e', 'conversation:message', 'conversation:c', 1, now() - make_interval(days => $3::int), 1, 'delivered' from generate_series(1, $4::int) n`,
    [hook.appId, hook.webhookId, days, count]);

/** Writes answers that are kept for an `Idempotency-Key` since some hours. */
export const createAnswers = (database: TestDatabase, appId: string, name: string, hours: number, count = 1) =>
  database.query(
    `insert into idempotent_answers (app_id, operation, key_index, body_index, created_at)
     select $1, $2, convert_to(n::text, 'UTF8'), 'x', now() - make_interval(hours => $3) from generate_series(1, $4::int) n`,
    [appId, name, hours, count]);

export const createEvent = (database: TestDatabase, appId: string, type = 'conversation:message') =>
  database.query(`insert into outbox_events (id, app_id, type, order_key, created_at, payload) values ($1, $2, $3, 'c', now(), '{}')`, [newId(), appId, type]);

/** Writes an app with at least one row in every table that holds rows of apps. */
export async function createFullApp(database: TestDatabase): Promise<string> {
  const hook = await createHook(database);
  const { appId } = hook;
  await database.query('insert into deleted_webhooks (app_id, webhook_id) values ($1, $2)', [appId, newId()]);
  const [app] = await database.query<{ account_id: string }>('select account_id from apps where id = $1', [appId]);
  const [integration] = await database.query<{ id: string }>('select id from integrations where app_id = $1', [appId]);
  await createKey(database, { accountId: app!.account_id, appId });
  await createKey(database, { accountId: app!.account_id, appId, integrationId: integration!.id });
  const user = await createUser(database, appId);
  const conversation = await createConversation(database, appId, { userIds: [user.id] });
  await createMessages(database, appId, conversation.id, [newId()]);
  const client = newId();
  await database.query(`insert into clients (app_id, id, user_id, type) values ($1, $2, $3, 'sdk')`, [appId, client, user.id]);
  await database.query(`insert into client_addresses (app_id, integration_id, address_index, client_id) values ($1, $2, '', $3)`, [appId, integration!.id, client]);
  await database.query('insert into participant_clients (app_id, conversation_id, participant_id, client_id, used_at) values ($1, $2, $3, $4, now())', [appId, conversation.id, conversation.participants[0]!.id, client]);
  await database.query(`insert into devices (app_id, id, user_id, client_id, integration_id, type, status, last_seen) values ($1, $2, $3, $4, $5, 'web', 'active', now())`, [appId, newId(), user.id, client, integration!.id]);
  await database.query('insert into deleted_integrations (app_id, integration_id) values ($1, $2)', [appId, newId()]);
  await database.query(`insert into user_addresses (app_id, user_id, type, value_index) values ($1, $2, 'email', '')`, [appId, user.id]);
  await createLanes(database, hook);
  await createDeliveries(database, hook, 'waiting');
  await createDeliveries(database, hook, 'dead', 1);
  await createDead(database, hook, 'dead', 1);
  await createAttempts(database, hook, 1);
  await database.query('insert into failing_webhooks (app_id, webhook_id, since, failed_at) values ($1, $2, now(), now())', [appId, hook.webhookId]);
  await createAnswers(database, appId, 'post', 1);
  await createEvent(database, appId);
  return appId;
}
