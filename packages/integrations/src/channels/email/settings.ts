import { mailAddress } from '@parley/contracts';
import type { MailPerson } from '../../email/mail.js';
import type { IntegrationSettings } from '../../integrations/settings.js';
import { mailboxAccess, type MailboxAccess } from '../../mailbox/mailbox-access.js';
import { VendorFault } from '../vendor-fault.js';

/** A server of a business, and whom it knows. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Whether TLS begins at once; else STARTTLS is required. */
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

/** What the API has checked and kept (contracts, EmailIntegration), with its defaults. */
export interface EmailSettings {
  readonly smtp: MailServer;
  readonly imap: MailboxAccess;
  readonly from: MailPerson;
  /** That of the sender's address: our Message-IDs are in it. */
  readonly domain: string;
  readonly hideUnsubscribeLink: boolean;
  /** With what reply addresses are signed: made with the integration. */
  readonly replyKey?: Buffer;
}

/** The settings that servers judge, and those that say where they are. */
export const CREDENTIALS = [
  'smtpHost', 'smtpPort', 'smtpSecure', 'smtpUsername', 'smtpPassword', 'imapHost', 'imapPort', 'imapSecure', 'imapUsername', 'imapPassword', 'imapMailbox',
] as const;

/** The settings, in their own types. Raises VendorFault (auth) where servers or the sender's address are missing. */
export function emailSettings(settings: IntegrationSettings): EmailSettings {
  const text = (name: string) => (typeof settings[name] === 'string' && settings[name] !== '' ? settings[name] : undefined);
  const address = mailAddress(text('fromAddress') ?? '');
  const [smtp, imap] = [smtpServer(settings), mailboxAccess(settings)];
  if (!smtp || !imap || address === undefined) throw new VendorFault('auth', 'no_settings');
  const [name, secret] = [text('fromName'), text('callbackSecret')];
  return {
    smtp, imap, from: { address, ...(name !== undefined && { name }) }, domain: address.slice(address.lastIndexOf('@') + 1),
    hideUnsubscribeLink: settings['hideUnsubscribeLink'] === true,
    ...(secret !== undefined && { replyKey: Buffer.from(secret) }),
  };
}

function smtpServer({ smtpHost: host, smtpPort: port, smtpSecure: secure, smtpUsername: user, smtpPassword: pass }: IntegrationSettings): MailServer | undefined {
  if (typeof host !== 'string' || host === '') return undefined;
  return {
    host, port: typeof port === 'number' ? port : 587, secure: secure === true,
    ...(typeof user === 'string' && typeof pass === 'string' && { auth: { user, pass } }),
  };
}
