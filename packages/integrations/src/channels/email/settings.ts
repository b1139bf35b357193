import { mailAddress } from '@parley/contracts';
import type { MailPerson } from '../../email/mail.js';
import type { IntegrationSettings } from '../../integrations/settings.js';
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
  readonly imap: MailServer & { readonly mailbox: string };
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
  const [smtp, imap] = [serverIn(settings, 'smtp', { port: 587, secure: false }), serverIn(settings, 'imap', { port: 993, secure: true })];
  if (!smtp || !imap?.auth || address === undefined) throw new VendorFault('auth', 'no_settings');
  const [name, secret] = [text('fromName'), text('callbackSecret')];
  return {
    smtp, imap: { ...imap, mailbox: text('imapMailbox') ?? 'INBOX' },
    from: { address, ...(name !== undefined && { name }) }, domain: address.slice(address.lastIndexOf('@') + 1),
    hideUnsubscribeLink: settings['hideUnsubscribeLink'] === true,
    ...(secret !== undefined && { replyKey: Buffer.from(secret) }),
  };
}

function serverIn(settings: IntegrationSettings, kind: 'smtp' | 'imap', unless: Pick<MailServer, 'port' | 'secure'>): MailServer | undefined {
  const [host, port, secure, user, pass] = ['Host', 'Port', 'Secure', 'Username', 'Password'].map((name) => settings[`${kind}${name}`]);
  if (typeof host !== 'string' || host === '') return undefined;
  return {
    host,
    port: typeof port === 'number' ? port : unless.port,
    secure: typeof secure === 'boolean' ? secure : unless.secure,
    ...(typeof user === 'string' && typeof pass === 'string' && { auth: { user, pass } }),
  };
}
