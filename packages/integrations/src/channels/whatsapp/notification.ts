import { isRecord, listed } from '../shape.js';

/** What is read of a notification (WhatsApp Cloud API, "Webhooks"); the names are Meta's. */
export interface Notification {
  readonly object: string;
  readonly entry: readonly { readonly changes?: readonly Change[] }[];
}

interface Change {
  readonly field?: string;
  readonly value?: {
    readonly metadata?: { readonly phone_number_id?: string };
    readonly contacts?: readonly Contact[];
    readonly messages?: readonly Message[];
    readonly statuses?: readonly Status[];
    readonly errors?: readonly VendorError[];
  };
}

/** An error of Meta's, as far as it is read: its words may quote somebody. */
export interface VendorError {
  readonly code?: unknown;
}

/** Who wrote: by telephone number, by the id that Meta gives to this business alone, or both. */
export interface Contact {
  readonly wa_id?: string;
  readonly user_id?: string;
  readonly parent_user_id?: string;
  readonly profile?: { readonly name?: string; readonly username?: string };
}

/** A file; its hash in base64 or hex. */
export interface Media {
  readonly id?: string;
  readonly mime_type?: string;
  readonly sha256?: string;
  readonly caption?: string;
  readonly filename?: string;
}

/** A shared card. */
export interface Card {
  readonly name?: { readonly formatted_name?: string };
  readonly phones?: readonly { readonly phone?: string }[];
  readonly emails?: readonly { readonly email?: string }[];
}

/** A click-to-WhatsApp advertisement, or a post. */
export interface Referral {
  readonly source_type?: string;
  readonly source_id?: string;
  readonly source_url?: string;
  readonly ctwa_clid?: string;
}

interface Choice {
  readonly id?: string;
  readonly title?: string;
}

export interface Message {
  readonly id: string;
  readonly from?: string;
  readonly from_user_id?: string;
  readonly group_id?: string;
  readonly timestamp: string;
  readonly type: string;
  readonly referral?: Referral;
  /** What it answers; without an id, that it was forwarded. */
  readonly context?: { readonly id?: string };
  readonly text?: { readonly body?: string };
  readonly image?: Media;
  readonly sticker?: Media;
  readonly video?: Media;
  readonly audio?: Media;
  readonly document?: Media;
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly name?: string; readonly address?: string };
  readonly contacts?: readonly Card[];
  readonly button?: { readonly payload?: string; readonly text?: string };
  readonly interactive?: {
    readonly button_reply?: Choice;
    readonly list_reply?: Choice;
    readonly nfm_reply?: { readonly body?: string; readonly response_json?: string };
  };
  /** Of a change of what somebody is known by: the new number and the new id. */
  readonly system?: { readonly type?: string; readonly wa_id?: string; readonly user_id?: string };
  readonly reaction?: { readonly emoji?: string; readonly message_id?: string };
  readonly order?: { readonly text?: string; readonly product_items?: readonly { readonly product_retailer_id?: string; readonly quantity?: number; readonly item_price?: number; readonly currency?: string }[] };
}

/** What became of a message of ours. */
export interface Status {
  readonly id: string;
  readonly status: string;
  readonly timestamp: string;
  readonly recipient_id?: string;
  readonly recipient_user_id?: string;
  readonly errors?: readonly VendorError[];
}

/** One message, with who wrote it. */
export interface Told {
  readonly message: Message;
  readonly contact?: Contact;
}

/** What a notification tells of one number of the business. */
export interface Parts {
  readonly messages: readonly Told[];
  readonly statuses: readonly Status[];
  /** What concerns no message. */
  readonly errors: readonly VendorError[];
}

/**
 * The messages of a notification to one number of the business, each with its contact, and what became of messages of ours. What is not
 * shaped as Meta says is among them as it came: it is found when it is read.
 */
export function partsOf({ entry }: Notification, phoneNumberId: unknown): Parts {
  const values = inEach(entry, 'changes').flatMap((change) => (isRecord(change) && change['field'] === 'messages' ? listed(change['value']) : []))
    .filter(isRecord).filter(({ metadata }) => isRecord(metadata) && metadata['phone_number_id'] === phoneNumberId);
  return {
    messages: values.flatMap(({ messages, contacts }) => listed(messages).map((message) => ({ message: message as Message, contact: contactOf(message, listed(contacts).filter(isRecord)) }))),
    statuses: inEach(values, 'statuses') as readonly Status[],
    errors: inEach(values, 'errors').filter(isRecord),
  };
}

const inEach = (list: unknown, name: string): readonly unknown[] => listed(list).filter(isRecord).flatMap((one) => listed(one[name]));

function contactOf(message: unknown, contacts: readonly Contact[]): Contact | undefined {
  const { from, from_user_id: id }: Partial<Message> = isRecord(message) ? message : {};
  return contacts.find(({ wa_id: phone, user_id: user }) => (from !== undefined && from === phone) || (id !== undefined && id === user)) ?? (contacts.length === 1 ? contacts[0] : undefined);
}
