import type { Keyring, Owner, Place } from '@parley/crypto-at-rest';
import { wallClock, type AppId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import type { Choice } from '../channels/outbound.js';
import { FIND, KEEP, PURGE } from './choices.queries.js';

/** For how long an answer in words means a choice: then a `2` is a two again. */
const WORDS_MS = 24 * 3600 * 1000;

/** For how long a button does, which cannot be meant otherwise and stays to be pressed. */
const BUTTONS_MS = 30 * WORDS_MS;

/** How a button's data begin that stand for a payload (ADR 0143); nobody's words do. */
const BUTTON = 'parley:';

/** A person at an integration, as the channel knows him. */
export interface Chooser {
  readonly appId: AppId;
  readonly integrationId: string;
  readonly externalId: string;
}

type Kept = Omit<Choice, 'key'>;

const indexOf = (keyring: Keyring, sql: ScopedSql, { appId, integrationId, externalId }: Chooser, key: string): Promise<Buffer> =>
  keyring.index(sql, appId, 'channel_choice', JSON.stringify([integrationId, externalId, key]));
const ownerOf = (appId: AppId, conversationId: string): Owner => ({ tenant: appId, subject: `conversation:${conversationId}` });
const placeOf = (integrationId: string, index: Buffer): Place => ({ table: 'channel_choices', row: `${integrationId}/${index.toString('hex')}`, column: 'sealed_choice' });

/** Keeps what a person's answers will mean, under the conversation's key. Of two with the same key the later one counts. */
export async function keepChoices(keyring: Keyring, sql: ScopedSql, chooser: Chooser, conversationId: string, choices: readonly Choice[]): Promise<void> {
  const { appId, integrationId } = chooser;
  const distinct = [...new Map(choices.map((choice) => [choice.key, choice])).values()];
  const found = await Promise.all(distinct.map(async ({ key, ...kept }) => ({ key, kept, index: await indexOf(keyring, sql, chooser, key) })));
  const rows = found.toSorted((one, other) => Buffer.compare(one.index, other.index));
  const cells = await keyring.seal(sql, ownerOf(appId, conversationId), rows.map(({ index, kept }) => ({ place: placeOf(integrationId, index), value: kept })));
  const until = rows.map(({ key }) => new Date(wallClock() + (key.startsWith(BUTTON) ? BUTTONS_MS : WORDS_MS)));
  await sql.query(KEEP, [appId, integrationId, conversationId, rows.map(({ index }) => index), cells, until]);
}

/** What an answer means; nothing where it is no choice, or one of a conversation that is gone. Raises `service_unavailable`. */
export async function findChoice(keyring: Keyring, sql: ScopedSql, chooser: Chooser, key: string): Promise<Kept | undefined> {
  const { appId, integrationId } = chooser;
  const index = await indexOf(keyring, sql, chooser, key);
  const [row] = await sql.query<{ conversation_id: string; sealed_choice: Buffer }>(FIND, [appId, integrationId, index]);
  if (!row) return undefined;
  const [opened] = await keyring.open(sql, [{ ...ownerOf(appId, row.conversation_id), place: placeOf(integrationId, index), cell: row.sealed_choice }]);
  return opened?.ok ? (opened.value as Kept) : undefined;
}

/** Removes at most `limit` choices whose time is over; answers how many. */
export const purgeChoices = async (sql: Sql, limit: number): Promise<number> => (await sql.query(PURGE, [limit])).length;
