import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Settings } from '@parley/kernel';
import { BotApi, GraphApi, ImapLogin, MailApi, makeCertificate, SmtpDouble } from '@parley/testing';

/** Doubles of the vendors that take any credentials, and the settings by which an API asks them. */
export interface Vendors {
  readonly telegram: BotApi;
  readonly mailgun: MailApi;
  readonly whatsapp: GraphApi;
  /** What names the servers of an `email` integration. */
  readonly mailServers: Readonly<Record<'smtpHost' | 'imapHost', string> & Record<'smtpPort' | 'imapPort', number>>;
  readonly settings: Partial<Settings>;
  close(): void;
}

export async function startVendors(): Promise<Vendors> {
  const [telegram, mailgun, whatsapp] = [await BotApi.start(), await MailApi.start(), await GraphApi.start()];
  const certificate = makeCertificate('mail.example');
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, certificate.cert]);
  const [smtp, imap] = [await SmtpDouble.start(certificate), await ImapLogin.start(certificate)];
  const channelUrls = Object.entries({ telegram, mailgun, whatsapp }).map(([name, { url: place }]) => ({ name, place }));
  return {
    telegram, mailgun, whatsapp, mailServers: { smtpHost: '127.0.0.1', smtpPort: smtp.port, imapHost: '127.0.0.1', imapPort: imap.port },
    settings: { egressAllow: ['127.0.0.0/8'], channelUrls },
    close: () => {
      [telegram, mailgun, whatsapp, imap, smtp].forEach((vendor) => void vendor.close());
      setDefaultCACertificates(trusted);
    },
  };
}
