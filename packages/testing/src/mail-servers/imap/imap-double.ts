import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { makeCertificate } from '../../certificate.js';
import type { ImapFaults, StoredMail } from './mailbox.js';
import { Session, type Served } from './session.js';

/** A mail server with one mailbox, INBOX, as far as RFC 3501 and 2177 go for who only reads: on a real port, with TLS at once or by STARTTLS. */
export class ImapDouble implements Served {
  readonly certificate = makeCertificate(`imap double ${randomUUID()}`);
  readonly sessions = new Set<Session>();
  /** What clients said, without passwords. */
  readonly commands: string[] = [];
  readonly faults: ImapFaults = { dropInFetch: 0, silent: false, noIdle: false, noStartTls: false };
  username = 'desk';
  password = 'the-password';
  uidValidity = 1001;
  uidNext = 1;
  mails: StoredMail[] = [];
  private server: Server | undefined;
  port = 0;

  constructor(readonly secure = true) {}

  /** Listens on loopback; on the same port again after `close`. */
  async listen(): Promise<this> {
    const each = (socket: ConstructorParameters<typeof Session>[1]) => void this.sessions.add(new Session(this, socket));
    this.server = this.secure ? createTlsServer(this.certificate, each) : createServer(each);
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** A mail comes, with a number above all others. */
  deliver(raw: string, at = new Date()): StoredMail {
    const mail = { uid: this.uidNext, raw: Buffer.from(raw.replaceAll(/\r?\n/g, '\r\n')), at, seen: false };
    this.uidNext += 1;
    this.mails.push(mail);
    for (const session of this.sessions) session.tell();
    return mail;
  }

  /** As a server that was put back from a backup, or moved: the same mails, other numbers, in the order of `mails`. */
  renumber(mails: readonly StoredMail[] = this.mails): void {
    this.uidValidity += 1;
    this.mails = mails.map((mail, index) => ({ ...mail, uid: index + 1 }));
    this.uidNext = this.mails.length + 1;
    this.drop();
  }

  /** All connections break. */
  drop(): void {
    for (const session of this.sessions) session.end();
  }

  async close(): Promise<void> {
    this.drop();
    const { server } = this;
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  }
}
