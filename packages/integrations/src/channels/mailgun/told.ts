/** What a route tells of a mail (Mailgun, "Storing and retrieving messages"); the names are Mailgun's, the values as they came. */
export interface ToldMail {
  readonly kind: 'mail';
  readonly from: string;
  /** The address that it came to; with it, of which conversation it says that it is. */
  readonly recipient?: string;
  readonly subject: string;
  readonly 'body-plain': string;
  readonly 'body-html'?: string;
  /** JSON: pairs of names and values. */
  readonly 'message-headers': string;
  /** JSON: files that Mailgun keeps for some days. */
  readonly attachments?: string;
}

/** What a webhook tells of a mail (Mailgun, "Event structure"). */
export interface ToldEvent {
  readonly kind: 'event';
  readonly event: string;
  readonly recipient: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** The Message-ID of the mail, without its brackets. */
  readonly messageId?: string;
  /** Of a mail that failed: whether it is tried again, and why not. */
  readonly severity?: string;
  readonly reason?: string;
  /** The server's answer, or above 600 Mailgun's own. */
  readonly code?: number;
}

export type Told = ToldMail | ToldEvent;

/** A file of a mail, at Mailgun. */
export interface ToldFile {
  readonly url: string;
  readonly name?: string;
  readonly size?: number;
  readonly 'content-type'?: string;
}
