import type { Content } from '@parley/contracts';
import type { Choice } from '../degradation/choice.js';
import type { IntegrationSettings } from '../integrations/settings.js';
import type { Rates } from '../rates/rate-limits.js';
import type { FormFile } from './multipart.js';
import type { VendorCalls } from './vendor-calls.js';

export type { Choice };

/** What a business says, ready for a channel: its files are addresses that a vendor can fetch for some time. */
export interface OutboundMessage {
  readonly id: string;
  readonly content: Content;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The vendor's id of the message that this one answers. */
  readonly quotedExternalId?: string;
  /** What the business says to this channel in the channel's own words (openapi.yaml, messageOverride). */
  readonly override?: Readonly<Record<string, unknown>>;
  /** What the person said last here, for channels with threads. */
  readonly thread?: OutboundThread;
  /** Whether the file at an address is kept by this installation: its bytes can be sent (Sending.file). */
  readonly isStored?: (mediaUrl: string) => boolean;
}

/** A message of a person, as what is answered to it names it. */
export interface OutboundThread {
  /** The vendor's id of it. */
  readonly externalId: string;
  /** What it answers itself, the oldest first. */
  readonly answers: readonly string[];
  readonly subject?: string;
}

/** One request of a vendor, as JSON: it is kept, so that an attempt after a fault sends the same. */
export type Part = Readonly<Record<string, unknown>>;

/** What a message comes to on a channel: its requests, in their order. */
export interface Plan {
  readonly parts: readonly Part[];
  readonly choices: readonly Choice[];
}

/** What a channel may use while it sends. */
export interface Sending {
  /** Who gets it, as the channel knows the person (ChannelPerson.externalId). */
  readonly recipient: string;
  readonly integrationId: string;
  readonly conversationId: string;
  readonly settings: IntegrationSettings;
  readonly calls: VendorCalls;
  /** Opens a file that is stored, by the address that the message has. Raises VendorFault, also while it is read. */
  readonly file: (mediaUrl: string) => Promise<FormFile>;
}

/** A request that the vendor took: its ids of what people see. */
export interface Sent {
  readonly externalIds: readonly string[];
}

/** What a business does without saying anything: it types, or it has read what a person said. */
export type Signal = 'typing' | 'read';

/** Whom a signal is shown to. */
export interface Signalling extends Pick<Sending, 'recipient' | 'settings' | 'calls'> {
  /** The vendor's id of what he said last. */
  readonly heard?: string;
}

/** How one kind of channel says what businesses write. */
export interface Outbound {
  /** Whether anything may be told of a message once the vendor took it: that it arrived, or that it did not (ADR 0163). Where nothing may, being taken is final. */
  readonly receipts: boolean;
  /** Whether a request whose outcome is unknown can be made again without doubling it. */
  readonly idempotent: boolean;
  /** Whether it wants to know what the person said last (OutboundMessage.thread): that is looked up for each message. */
  readonly threads?: boolean;
  /** How fast the vendor may be asked; none where it has said nothing of it. */
  readonly rates?: Rates;
  /** What a message comes to; the same for the same message. Raises VendorFault (content_rejected) where it comes to nothing. */
  plan(message: OutboundMessage): Plan;
  /** Makes one request. Raises VendorFault: `unknown` where the vendor may have taken it. */
  send(part: Part, sending: Sending): Promise<Sent>;
  /** Shows a signal, as far as the vendor has one for it; not there where it has none. Raises VendorFault. */
  signal?(signal: Signal, signalling: Signalling): Promise<void>;
}
