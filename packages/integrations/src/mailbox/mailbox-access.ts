import type { IntegrationSettings } from '../integrations/settings.js';

/** How a mailbox is opened. */
export interface MailboxAccess {
  /** A name, or an address. */
  readonly host: string;
  readonly port: number;
  /** Whether the connection begins with TLS; where it does not, the server has to offer STARTTLS. */
  readonly secure: boolean;
  readonly username: string;
  readonly password: string;
  readonly mailbox: string;
}

/** The type of integrations that read a mailbox. */
export const MAILBOX_TYPE = 'email';

/** Whether integrations of a type read a mailbox. */
export const readsMailbox = (type: string): boolean => type === MAILBOX_TYPE;

/** What the settings of an integration say of its mailbox; undefined where they name none. */
export function mailboxAccess(settings: IntegrationSettings): MailboxAccess | undefined {
  const { imapHost: host, imapUsername: username, imapPassword: password, imapSecure: secure = true, imapPort, imapMailbox } = settings;
  if (typeof host !== 'string' || host === '' || typeof username !== 'string' || typeof password !== 'string') return undefined;
  const port = typeof imapPort === 'number' ? imapPort : 993;
  return { host, port, secure: secure !== false, username, password, mailbox: typeof imapMailbox === 'string' && imapMailbox !== '' ? imapMailbox : 'INBOX' };
}
