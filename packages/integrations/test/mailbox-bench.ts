import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { GuardedClient } from '@parley/egress';
import { MailboxReader, MailboxWorker, type MailboxReaderParts, type Took } from '@parley/integrations';
import { asAppId, newId, type AppId } from '@parley/kernel';
import { createApp, createTestDatabase, eventually, headerIn, ImapDouble, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { sealSettings } from '../src/integrations/settings.js';
import { openEvent } from '../src/inbox/inbox-event.js';
import type { InboxMail } from '../src/email/inbox-mail.js';
import { READ_FROM_NOW } from '../src/mailbox/mailbox.queries.js';

/** A mail server, and who may read there. */
export interface MailServer {
  readonly port: number;
  readonly secure: boolean;
  readonly username: string;
  readonly password: string;
}

export interface Mailbox {
  readonly appId: AppId;
  readonly id: string;
}

/** A mail of somebody; its Message-ID tells of its subject. */
export const mail = (subject: string, { from = 'ada@people.test', body = 'Hello', headers = `Message-ID: <${subject}@people.test>\n` }: { readonly from?: string; readonly body?: string; readonly headers?: string } = {}): string =>
  `From: <${from}>\nTo: <desk@shop.test>\nDate: Tue, 03 Nov 2026 10:00:00 +0000\nSubject: ${subject}\n${headers}\n${body}\n`;

/** A database with integrations of mailboxes, and workers that read them. */
export class MailboxBench {
  readonly keyring = testKeyring();
  readonly warnings: unknown[] = [];
  readonly took: Took[] = [];
  private readonly client = new GuardedClient({ allow: ['127.0.0.0/8'] });
  private readonly workers: MailboxWorker[] = [];
  private readonly doubles: ImapDouble[] = [];
  private readonly authorities = getCACertificates('default');

  private constructor(readonly database: TestDatabase, readonly pool: OpenDatabase) {}

  static async open(): Promise<MailboxBench> {
    const database = await createTestDatabase();
    return new MailboxBench(database, openDatabase(database.url));
  }

  /** A mail server that is trusted, unless said otherwise. */
  async server({ secure = true, trusted = true } = {}): Promise<ImapDouble> {
    const double = await new ImapDouble(secure).listen();
    this.doubles.push(double);
    const certificates = this.doubles.filter((each) => each !== double || trusted).map(({ certificate }) => certificate.cert);
    setDefaultCACertificates([...this.authorities, ...certificates]);
    return double;
  }

  /** Adds a certificate to those that are trusted. */
  trust(certificate: string): void {
    setDefaultCACertificates([...this.authorities, certificate]);
  }

  /** An integration that reads a mailbox there, from now on. */
  async integration(double: MailServer, settings: object = {}): Promise<Mailbox> {
    const { id: appId } = await createApp(this.database);
    const mailbox = { appId: asAppId(appId), id: newId() };
    await this.pool.database.app(mailbox.appId).query("insert into integrations (app_id, id, type, status) values ($1, $2, 'email', 'active')", [appId, mailbox.id]);
    await this.settle(mailbox, double, settings);
    return mailbox;
  }

  /** Settings replace those before, as UpdateIntegration has them do once they are found to be good. */
  async settle({ appId, id }: Mailbox, double: MailServer, settings: object = {}): Promise<void> {
    await this.pool.database.app(appId).transaction(async (tx) => {
      const sealed = await sealSettings(tx, this.keyring, { app_id: appId, id }, {
        imapHost: '127.0.0.1', imapPort: double.port, imapSecure: double.secure, imapUsername: double.username, imapPassword: double.password, imapMailbox: 'INBOX', ...settings,
      });
      await tx.query("update integrations set sealed_settings = $3, status = 'active' where app_id = $1 and id = $2", [appId, id, sealed]);
      await tx.query(READ_FROM_NOW, [appId, id]);
    });
  }

  reader(parts: Partial<MailboxReaderParts> = {}): MailboxReader {
    return new MailboxReader({
      db: this.pool.database, keyring: this.keyring, client: this.client,
      logger: { warn: (given: unknown) => void this.warnings.push(given) } as never,
      observe: (took) => void this.took.push(took), times: { answerMs: 10_000, idleMs: 60_000, pollMs: 50 }, ...parts,
    });
  }

  worker(parts: Partial<MailboxReaderParts> = {}, leaseSeconds = 30, openingMs = 60_000): MailboxWorker {
    const worker = new MailboxWorker(this.pool.database, this.reader(parts), { concurrency: 300, pollMs: 50, leaseSeconds, openingMs }, { warn: (given: unknown) => void this.warnings.push(given) } as never);
    this.workers.push(worker);
    worker.start();
    return worker;
  }

  /** Subjects of the mails that came into the inbox, in their order; `parked` ones by their fault. */
  async inbox({ appId, id }: Mailbox): Promise<string[]> {
    return (await this.events({ appId, id })).map((event) => (typeof event === 'string' ? event : headerIn(Buffer.from(event.mail, 'base64'), 'Subject') ?? '?'));
  }

  async events({ appId, id }: Mailbox): Promise<(InboxMail | string)[]> {
    const rows = await this.database.query<{ key_index: Buffer; sealed_event: Buffer | null; fault: string | null }>(
      'select key_index, sealed_event, fault from channel_inbox where integration_id = $1 order by position', [id]);
    const sql = this.pool.database.app(appId);
    return Promise.all(rows.map(async ({ key_index: keyIndex, sealed_event: cell, fault }) => (cell ? (await openEvent(this.keyring, sql, appId, id, { keyIndex, cell })) as InboxMail : `${fault}`)));
  }

  /** Until so many are there. */
  arrived(mailbox: Mailbox, count: number): Promise<string[]> {
    return eventually(`${count} mails`, async () => {
      const subjects = await this.inbox(mailbox);
      return subjects.length >= count && subjects;
    });
  }

  /** How a mailbox is read. */
  async state({ id }: Mailbox): Promise<{ last_uid: number | null; fault: string | null; attempts: number; held: boolean; wait: number; status: string }> {
    const [row] = await this.database.query<Awaited<ReturnType<MailboxBench['state']>>>(
      `select last_uid::float8, fault, attempts, leased_by is not null as held, extract(epoch from next_attempt_at - now())::float8 as wait, i.status
       from mailboxes m join integrations i on i.id = m.integration_id where m.integration_id = $1`, [id]);
    if (!row) throw new Error('no mailbox');
    return row;
  }

  /** Until a mailbox has been opened, and all that waited in it is taken. */
  async reading(double: ImapDouble, count = 1, seconds = 30): Promise<void> {
    await eventually('the mailbox is read', () => [...double.sessions].filter((session) => session.waits).length >= count, seconds);
  }

  /** Ends workers and servers, not the database. */
  async quiet(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.stop()));
    await Promise.all(this.doubles.splice(0).map((double) => double.close()));
    await this.database.query('delete from mailboxes');
    this.took.length = 0;
    this.warnings.length = 0;
    setDefaultCACertificates(this.authorities);
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.pool.close();
    await this.database.close();
  }
}
