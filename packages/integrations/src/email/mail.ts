/** Headers as they came, in their order, names in lower case, encoded words not decoded. */
export type MailHeaders = readonly (readonly [name: string, value: string])[];

/** Somebody in an address header. */
export interface MailPerson {
  /** In the one form that `mailAddress` gives. */
  readonly address: string;
  readonly name?: string;
}

/** A file that came with a mail. */
export interface MailFile {
  /** Without folders and control characters; made from the type where the mail names none. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Buffer;
  /** What the HTML names it by (`cid:`), without brackets. */
  readonly contentId?: string;
  /** Whether it is shown within the mail: a picture of the text or of a signature. */
  readonly inline: boolean;
}

/** A mail as it was read. */
export interface Mail {
  readonly headers: MailHeaders;
  readonly from?: MailPerson;
  readonly subject: string;
  /** Milliseconds since 1970, by the sender's clock. */
  readonly at?: number;
  /** All of it as text: from text/plain, or from the HTML where there is none. */
  readonly text: string;
  /** The HTML as it came: shown to nobody before `safeHtml`. */
  readonly html?: string;
  readonly files: readonly MailFile[];
}

/** Why a mail is not read. */
export type MailFaultCode = 'too_large' | 'too_many_parts' | 'malformed';

/** A mail that is not read. Says nothing of what is in it. */
export class MailFault extends Error {
  constructor(
    readonly code: MailFaultCode,
    options?: ErrorOptions,
  ) {
    super(`a mail that is not read: ${code}`, options);
    this.name = 'MailFault';
  }
}

/** The first value of a header; undefined where there is none. */
export const headerOf = (headers: MailHeaders, name: string): string | undefined => headers.find(([key]) => key === name)?.[1];
