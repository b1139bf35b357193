import type { Keyring, ReadableTable, SealedItem } from '@parley/crypto-at-rest';
import { asAppId, type AppId } from '@parley/kernel';
import type { Database } from '@parley/persistence';

/** What opens what a restored database holds. */
export interface SampleParts {
  /** As the runtime role: what is hidden, as it is erased or about to be, is not seen. */
  readonly database: Database;
  readonly keyring: Pick<Keyring, 'open'>;
  /** How rows of `messages` are read. */
  readonly messages: ReadableTable;
}

/** A message that does not open. */
export interface FailedSample {
  readonly app: string;
  readonly code: string;
}

/** What came of it. */
export interface OpenedSamples {
  readonly apps: number;
  /** One for each app and version of its keys that a message is sealed under. */
  readonly opened: number;
  readonly failed: readonly FailedSample[];
}

interface Message extends Record<string, unknown> {
  readonly sealed_body: Buffer;
}

const APPS = 'select distinct t.tenant_id as app from key_shards t order by 1';

/** Of each shard of an app's keys, in each of its epochs, one message of a conversation that is there. */
const MESSAGES = `
  select m.* from (select distinct shard_id, epoch from data_keys where tenant_id = $1) version
  cross join lateral (
    select newest.* from data_keys k
    join conversations c on c.app_id = k.tenant_id and 'conversation:' || c.id = k.subject
    cross join lateral (select app_id, conversation_id, id, sealed_body from messages where app_id = c.app_id and conversation_id = c.id and sealed_body is not null limit 1) newest
    where k.tenant_id = $1 and k.shard_id = version.shard_id and k.epoch = version.epoch and k.subject like 'conversation:%'
    limit 1) m`;

/**
 * Opens a message of each app and version of its keys: rows that are all there prove nothing of what is sealed in them (issue 5,
 * "After it"). Answers those that do not open, without a word of what they hold; raises `service_unavailable` when keys cannot be had.
 */
export async function openSamples({ database, keyring, messages }: SampleParts): Promise<OpenedSamples> {
  const cell = messages.cells?.['sealed_body'];
  if (!cell) throw new Error('Nobody says how messages are read');
  const patient = database.patient();
  const failed: FailedSample[] = [];
  let [apps, opened] = [0, 0];
  for (const { app } of await patient.system().query<{ app: string }>(APPS)) {
    const sql = patient.app(asAppId(app));
    const rows = await sql.query<Message>(MESSAGES, [app]);
    if (rows.length > 0) apps += 1;
    const items = rows.flatMap((row): SealedItem[] => {
      const of = cell(row);
      return of ? [{ tenant: app as AppId, ...of, cell: row.sealed_body }] : [];
    });
    for (const each of items.length > 0 ? await keyring.open(sql, items) : []) {
      if (each.ok) opened += 1;
      else failed.push({ app, code: each.fault.code });
    }
  }
  return { apps, opened, failed };
}
