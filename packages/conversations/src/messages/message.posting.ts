import { idPrefixAt, newId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { clientSkeleton, quotedClient } from '../clients/client.mapper.js';
import type { ByChannel, SealedDraft } from './message.draft.js';
import { POST_AS_BUSINESS, POST_AS_USER, POST_FROM_CHANNEL } from './message-post.queries.js';
import { POST_MANY } from './message-post-many.queries.js';

/** What a statement answers of a message. */
export interface Posted {
  readonly id: string;
  readonly received: Date;
  readonly author_id?: string | null;
  /** What a reader is shown of him, sealed. */
  readonly author_name?: Buffer | null;
}

/** The same, or what the statement knows of the reason when nothing was posted. */
export interface Outcome extends Omit<Posted, 'id'> {
  readonly id: string | null;
  readonly takes_part?: boolean;
  /** How many messages the conversation held; null: there is no such conversation. */
  readonly messages_before: number | null;
}

/** Posts one message; waits for the conversation's lock. `now`: milliseconds since 1970. */
export async function postOne(sql: Sql, appId: AppId, { conversationId, address, heard, suffix, sealedBody, sealedChannel, destination }: SealedDraft, now: number): Promise<Outcome> {
  const values = [appId, conversationId, String(idPrefixAt(now)), new Date(now), suffix, sealedBody, newId(), sealedChannel];
  const [outcome] = await (address ? sql.query<Outcome & Record<string, unknown>>(heard ? POST_FROM_CHANNEL : POST_AS_USER, [...values, ...address, ...(heard ? heardValues(heard) : [])])
    : sql.query<Outcome & Record<string, unknown>>(POST_AS_BUSINESS, [...values, destination?.integrationId ?? null, destination?.integrationType ?? null]));
  if (!outcome) throw new Error('A statement that always answers a row answered none');
  return outcome;
}

/** What the event shows of the client as the message's source, and of what the message quotes: their skeletons, and where cells go in them, with the cells; then what the channel calls it. */
function heardValues({ client, called: { integrationId, indexes, cells: names }, quotation }: ByChannel): unknown[] {
  const shown = { source: { client: clientSkeleton(client) }, ...(quotation && { quotedMessage: { type: 'message', message: quotation.skeleton } }) };
  const [reference, cell] = quotedClient('message.source.client', client);
  const [references, cells] = [[...(quotation?.references ?? []), reference], [...(quotation?.cells ?? []), cell]];
  return [JSON.stringify(shown), JSON.stringify(references), cells, integrationId, client.id, indexes, names];
}

/** Data, integrity, rollback: nothing was posted, and it may be one message's fault. */
const UNDONE = /^(22|23|40)/;

/**
 * Posts several messages of one app, all in one commit; waits for nobody. Answers one entry for each draft: what was
 * posted, or nothing where `postOne` is to try.
 */
export async function postMany(sql: Sql, appId: AppId, drafts: readonly SealedDraft[], now: number): Promise<(Posted | undefined)[]> {
  const named = drafts.map(({ address }) => address ?? [null, null, null]);
  const values = [
    appId, drafts.map(({ conversationId }) => conversationId), String(idPrefixAt(now)), new Date(now), drafts.map(({ suffix }) => suffix),
    drafts.map(({ sealedBody }) => sealedBody), drafts.map(() => newId()), drafts.map(({ sealedChannel }) => sealedChannel), ...[0, 1, 2].map((column) => named.map((of) => of[column])),
    drafts.map(({ destination }) => destination?.integrationId ?? null), drafts.map(({ destination }) => destination?.integrationType ?? null),
  ];
  const rows = await sql.query<Posted & { nth: number }>(POST_MANY, values).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && UNDONE.test(String(error.code))) return [];
    throw error;
  });
  const posted = new Array<Posted | undefined>(drafts.length).fill(undefined);
  for (const row of rows) posted[row.nth - 1] = row;
  return posted;
}
