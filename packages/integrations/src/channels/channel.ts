import type { InboundEvent } from '@parley/contracts';
import type { IntegrationSettings } from '../integrations/settings.js';
import type { Outbound } from './outbound.js';
import type { FetchFile, KeepFile, VendorCalls } from './vendor-calls.js';
import type { VendorFault } from './vendor-fault.js';

/** What a vendor sends to a callback, as it came. */
export interface CallbackRequest {
  readonly method: string;
  /** As the vendor called it: below the public URL that is configured, never by what a Host header says. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawBody: Buffer;
}

/** One event of a callback, before anything is made of it. */
export interface RawEvent {
  /** The vendor's own id of the event: two with the same are one. */
  readonly key: string;
  /** Whom it is of, named as persons of the channel are: events of one sender are applied in the order in which they came, and go with him. */
  readonly sender: string;
  /** A receipt of what he was sent: those have an order of their own, for they may have to wait for what they are of. */
  readonly isReceipt?: boolean;
  /** As JSON. */
  readonly event: object;
}

/** What a callback comes to. */
export type Verdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'events'; readonly events: readonly RawEvent[] };

/** Where vendors call, and what only they and we know. */
export interface Callback {
  readonly url: string;
  readonly secret: string;
}

/** What a channel may use while it makes sense of an event. */
export interface Receiving {
  readonly integrationId: string;
  readonly settings: IntegrationSettings;
  /** When the event came, in milliseconds since 1970. */
  readonly receivedAt: number;
  /** Calls the vendor with the integration's credentials. */
  readonly calls: VendorCalls;
  /** Fetches a file from the vendor and keeps it: answers the reference that a message names it by. */
  readonly file: FetchFile;
  /** Keeps a file that is in the event itself. */
  readonly keep: KeepFile;
  /** Takes note of a fault of the integration that the vendor tells of by itself: it becomes the `lastError` of its kind, and is logged by its code. */
  readonly noteFault: (fault: VendorFault) => void;
}

/** What may be given anew while an integration is connected. */
export interface Replaceable {
  /** The settings that the vendor judges, or is told of: with one of them the integration is connected again. */
  readonly credentials: readonly string[];
  /** Whom at the vendor settings speak for: two with the same are one bot, or one account. */
  account(settings: IntegrationSettings): string | undefined;
}

/** One kind of channel. Its folder is all that knows the vendor. */
export interface Channel {
  /** Where the vendor's API is, unless the installation says otherwise. */
  readonly baseUrl: string;
  /** The setting without which nothing can be connected; refusals name it. */
  readonly credential: string;
  /** Nothing where an integration keeps the credentials with which it was made. */
  readonly replaceable?: Replaceable;
  /** Checks the credentials and has the vendor call `callback`; answers what only the vendor tells. Raises VendorFault. */
  connect(settings: IntegrationSettings, calls: VendorCalls, callback: Callback): Promise<IntegrationSettings>;
  /** Has the vendor call no more. Raises VendorFault. */
  disconnect(settings: IntegrationSettings, calls: VendorCalls): Promise<void>;
  /**
   * Where somebody comes to us by a link that carries a code: the channel tells of it as the referral of a `start`. Nothing where
   * it is not known yet; a channel without such links has none.
   */
  readonly linkOf?: (settings: IntegrationSettings, code: string) => string | undefined;
  /** Whether a callback is the vendor's, and what is in it. Reads nothing but the request. */
  verify(request: CallbackRequest, settings: IntegrationSettings): Verdict | Promise<Verdict>;
  /** What a raw event means; nothing where it means nothing here. Raises UnreadableEvent, and VendorFault where the vendor has to be asked and does not answer. */
  receive(event: object, receiving: Receiving): Promise<readonly InboundEvent[]>;
  /** How it says what businesses write. */
  readonly outbound: Outbound;
}

/** An event that is not as the vendor says events are. It is parked, and says nothing of its content. */
export class UnreadableEvent extends Error {}
