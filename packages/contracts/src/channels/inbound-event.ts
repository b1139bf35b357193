import type { Content } from '../messages/content/content.js';
import type { Profile } from '../users/profile.js';

/** Who does something on a channel, as the channel tells it. */
export interface ChannelPerson {
  /** Who the person is there, in one form whatever its spelling: an account, a telephone number, an e-mail address. */
  readonly externalId: string;
  readonly displayName?: string;
  readonly avatarUrl?: string;
  /** What becomes known of somebody who is new. Who is known keeps what is known of him. */
  readonly profile?: Profile;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly raw?: Readonly<Record<string, unknown>>;
}

interface OfPerson {
  readonly person: ChannelPerson;
  /** Milliseconds since 1970, by the channel's clock. */
  readonly at: number;
}

/** Where somebody came from (openapi.yaml, schema `referral`). */
export interface InboundReferral {
  readonly code: string;
  readonly details?: { readonly source?: string; readonly type?: string; readonly adId?: string };
}

/** A person wrote. */
export interface InboundMessage extends OfPerson {
  readonly kind: 'message';
  /** The channel's id of the message. */
  readonly externalId: string;
  /** Files in it are attachments of ours. */
  readonly content: Content;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** A person pressed a button that says something to the business alone. */
export interface InboundPostback extends OfPerson {
  readonly kind: 'postback';
  readonly externalId: string;
  readonly payload: string;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  /** What the button says, where the channel tells. */
  readonly title?: string;
}

/** A person opened a conversation without a word. */
export interface InboundStart extends OfPerson {
  readonly kind: 'start';
  readonly referral?: InboundReferral;
}

/** A person wants to hear no more, or again. */
export interface InboundBlocking extends OfPerson {
  readonly kind: 'blocked' | 'unblocked';
}

/** What happened on a channel, in the words that all channels share. */
export type InboundEvent = InboundMessage | InboundPostback | InboundStart | InboundBlocking;
