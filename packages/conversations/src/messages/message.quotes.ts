import type { Message } from '@parley/contracts';
import { CryptoFault, type Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { ChannelIntegration } from '../inbound/channel.js';
import { externalIndex } from '../receipts/channel-messages.js';
import type { MessageRow, Quotation, StoredQuote } from './message.draft.js';
import { openMessages } from './message.mapper.js';
import { quoteMessage } from './message.quotation.js';
import { FIND_QUOTED, QUOTED_MESSAGES } from './messages.queries.js';

/** A quote as it is stored, and what the message's event shows of it. */
export interface Quote {
  readonly stored: StoredQuote;
  readonly told?: Quotation;
}

type Row = MessageRow & Record<string, unknown>;
const AT = 'message.quotedMessage.message';

/** What a person's message answers, by the channel's id: a message of the same conversation at the same integration, or what nobody here knows. */
export async function findQuote(tx: Sql, keyring: Keyring, appId: AppId, { integrationId }: ChannelIntegration, conversationId: string, externalId: string): Promise<Quote> {
  const index = await externalIndex(keyring, tx, appId, integrationId, externalId);
  const [row] = await tx.query<Row>(FIND_QUOTED, [appId, conversationId, integrationId, index]);
  if (!row) return { stored: { type: 'externalMessageId', externalMessageId: externalId } };
  return { stored: { type: 'message', message: { id: row.id } }, told: quoteMessage(conversationId, row, AT) };
}

type Shown = Message | CryptoFault;

/**
 * Messages with what they quote, as it is now; what is gone since, or cannot be read, is quoted no more. What the quoted ones quote
 * themselves is named by its id. Asks for nothing where nothing is quoted. Raises `service_unavailable`.
 */
export async function withQuotes(keyring: Keyring, sql: Sql, appId: AppId, conversationId: string, messages: readonly Shown[]): Promise<readonly Shown[]> {
  const ids = messages.flatMap((message) => quotedId(message) ?? []);
  if (ids.length === 0) return messages;
  const rows = await sql.query<Row>(QUOTED_MESSAGES, [appId, conversationId, [...new Set(ids)]]);
  const opened = await openMessages(keyring, sql, appId, conversationId, rows);
  const found = new Map(rows.map(({ id }, index) => [id, opened[index]]));
  return messages.map((message) => {
    const id = quotedId(message);
    if (id === undefined || message instanceof CryptoFault) return message;
    const { quotedMessage: _, ...alone } = message;
    const quoted = found.get(id);
    return quoted === undefined || quoted instanceof CryptoFault ? alone : { ...alone, quotedMessage: { type: 'message', message: quoted } };
  });
}

function quotedId(message: Shown): string | undefined {
  if (message instanceof CryptoFault || message.quotedMessage?.type !== 'message') return undefined;
  return (message.quotedMessage.message as Message | undefined)?.id;
}
