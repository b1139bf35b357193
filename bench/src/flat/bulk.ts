import { newId } from '@parley/kernel';
import type pg from 'pg';

/** Rows that only stand there, so that a table is as large as years would make it. Nobody opens them: their cells are copies of a real one's. */
const USERS = `
  with made as (
    insert into users (app_id, id, sealed_details, sealed_name, external_id_index, signed_up_at, created_at)
    select u.app_id, r.id, u.sealed_details, u.sealed_name, sha256(r.id::bytea), now(), now()
    from users u, unnest($3::text[]) r(id) where u.app_id = $1 and u.id = $2),
  keyed as (
    insert into data_keys (tenant_id, subject, generation, shard_id, epoch, wrapped)
    select k.tenant_id, 'user:' || r.id, k.generation, k.shard_id, k.epoch, k.wrapped
    from data_keys k, unnest($3::text[]) r(id) where k.tenant_id = $1 and k.subject = 'user:' || $2)
  insert into user_addresses (app_id, user_id, type, value_index) select $1, r.id, 'email', sha256((r.id || '@')::bytea) from unnest($3::text[]) r(id)`;
/** Without a name or metadata, as most are: a page of them opens nothing. */
const CONVERSATIONS = `
  with made as (
    insert into conversations (app_id, id, type, last_updated_at, created_at) select $1, r.id, 'personal', now(), now() from unnest($3::text[]) r(id) returning id)
  insert into participants (app_id, conversation_id, id, user_id) select $1, id, id, $2 from made`;
const BATCH = 20_000;

const insert = async (client: pg.Client, statement: string, appId: string, userId: string, count: number): Promise<void> => {
  for (let done = 0; done < count; done += BATCH)
    await client.query(statement, [appId, userId, Array.from({ length: Math.min(BATCH, count - done) }, newId)]);
};

/** Adds users that are like `userId`, each found by an external id and an e-mail address of his own. */
export const addUsers = (client: pg.Client, appId: string, userId: string, count: number): Promise<void> => insert(client, USERS, appId, userId, count);

/** Has `userId` take part in so many more conversations. */
export const addConversations = (client: pg.Client, appId: string, userId: string, count: number): Promise<void> => insert(client, CONVERSATIONS, appId, userId, count);

/** What autovacuum would have done by the time that a table is so large. */
export async function settle(client: pg.Client): Promise<void> {
  await client.query('vacuum analyze users, user_addresses, data_keys, conversations, participants, messages');
  await client.query('checkpoint');
}
