import type { Content } from '../messages/content/content.js';
import type { Profile } from '../users/profile.js';

/** Who does something on a channel, as the channel tells it. */
export interface ChannelPerson {
  /** Who the person is there, in one form whatever its spelling: an account, a telephone number, an e-mail address. */
  readonly externalId: string;
  /**
   * The channel's own id of the person, where `externalId` may be withheld or change (a telephone number): who is told of by it alone,
   * which is then `externalId` too, is the same. Kept as `info.userId`.
   */
  readonly userId?: string;
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

/** Where a message belongs, on channels on which a message says which ones it answers. Nobody gets into a conversation in which he takes no part. */
export interface InboundThread {
  /** The conversation that we named to the channel. It is proven that we did. */
  readonly conversationId?: string;
  /** The channel's ids of the messages that it answers, the oldest first. */
  readonly answers: readonly string[];
  readonly subject?: string;
}

/** What a person wrote as it came, where a message shows less of it. */
export interface InboundOriginal {
  readonly subject?: string;
  readonly text: string;
  /** Safe to be shown: no scripts, nothing that is fetched from elsewhere. */
  readonly html?: string;
}

/** A person wrote. */
export interface InboundMessage extends OfPerson {
  readonly kind: 'message';
  /** The channel's id of the message. */
  readonly externalId: string;
  /** Files in it are attachments of ours. */
  readonly content: Content;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  /** The channel's id of the message that it answers, where the person chose one (openapi.yaml, quotedMessage). */
  readonly quotedExternalId?: string;
  /** Kept with the message, for what is answered to it. */
  readonly thread?: InboundThread;
  readonly original?: InboundOriginal;
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

/** A person is known by other names from now on: his telephone number changed. */
export interface InboundMove extends OfPerson {
  readonly kind: 'moved';
  /** `person` is who he was. */
  readonly to: Pick<ChannelPerson, 'externalId' | 'userId' | 'info'>;
}

/** A channel tells what became of a message that the business sent; it names no one new. */
export interface InboundReceipt {
  /** It is on the person's device, he has seen it, or the channel could not bring it there after all. */
  readonly kind: 'delivered' | 'read' | 'failed';
  /** The channel's id of the message, or of one of the several that ours became there. */
  readonly externalId: string;
  /** Milliseconds since 1970, by the channel's clock. */
  readonly at: number;
  /** Of what failed: a stable code, what it means, and whether the person has blocked the business. */
  readonly failure?: { readonly code: string; readonly message: string; readonly blocks: boolean };
}

/** What a person did on a channel. */
export type InboundAct = InboundMessage | InboundPostback | InboundStart | InboundBlocking;

/** What happened on a channel, in the words that all channels share. */
export type InboundEvent = InboundAct | InboundMove | InboundReceipt;

/** Whether an event is the channel's own. */
export const isReceipt = (event: InboundEvent): event is InboundReceipt => event.kind === 'delivered' || event.kind === 'read' || event.kind === 'failed';
