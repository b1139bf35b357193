import type { Author, Content, Destination, Source } from '@parley/contracts';
import type { CellReference } from '@parley/crypto-at-rest';
import type { ClientRow } from '../clients/client.row.js';
import type { SealedExternalIds } from '../receipts/channel-messages.js';
import type { AddressValues, UserAddress } from '../users/user.address.js';

/** A part of an event: its skeleton, and what it quotes. */
export interface Quotation {
  readonly skeleton: object;
  readonly references: readonly CellReference[];
  readonly cells: readonly (Buffer | null)[];
}

/** What a message answers, as it is stored with it (openapi.yaml, `quotedMessage`): ours by its id alone, so that no copy outlives it. */
export type StoredQuote =
  | { readonly type: 'message'; readonly message: { readonly id: string } }
  | { readonly type: 'externalMessageId'; readonly externalMessageId: string };

/** How a message came by a channel. */
export interface ByChannel {
  /** The client by which its author speaks; events show it as the source's. */
  readonly client: ClientRow;
  /** What the channel calls it. */
  readonly called: SealedExternalIds;
  /** What its event shows of the message that it quotes; nothing where that is none of ours. */
  readonly quotation?: Quotation;
}

/** A message whose content has passed every rule, before it has an id. */
export interface MessageDraft {
  readonly conversationId: string;
  /** Who speaks; the business when absent. */
  readonly user?: UserAddress;
  /** How it came, where that was by a channel. */
  readonly heard?: ByChannel;
  /** The channel to which the business sends it; the one used last when absent. */
  readonly destination?: Destination;
  /** What is stored and sent as it is: `author` (what a reader is shown of him), `content`, `source`, `metadata` … */
  readonly body: MessageBody;
}

/** All that a person wrote, and what describes it. */
export interface MessageBody {
  readonly author: Pick<Author, 'displayName' | 'avatarUrl' | 'subtypes'>;
  readonly content: Content;
  readonly source: Source;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  readonly quotedMessage?: StoredQuote;
  /** What only a channel is to know: `override` and `schema`; or what one told (Heard). Neither v2's answers nor events show it. */
  readonly channel?: object;
}

/** A message that can be stored: nothing of what a person wrote is in clear any more. */
export interface SealedDraft {
  readonly conversationId: string;
  /** Who speaks, as statements look him up; the business when absent. */
  readonly address?: AddressValues;
  readonly heard?: ByChannel;
  readonly destination?: Destination;
  /** The ten hex digits of chance that end the id. They name the message's row to its seals: what comes before them is known only under the lock. */
  readonly suffix: string;
  /** ShownBody. */
  readonly sealedBody: Buffer;
  readonly sealedChannel: Buffer | null;
}

/** What readers and events are shown of a body. */
export type ShownBody = Omit<MessageBody, 'channel'>;

/** A message as it is stored. */
export interface MessageRow {
  readonly id: string;
  readonly received: Date;
  readonly author_type: 'business' | 'user';
  readonly author_user_id: string | null;
  readonly sealed_body: Buffer;
  /** UserName, quoted from the author's row. */
  readonly author_name: Buffer | null;
}
