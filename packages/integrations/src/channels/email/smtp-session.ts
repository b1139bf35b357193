import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Sockets } from '../vendor-calls.js';
import type { MailServer } from './settings.js';
import { smtpFault } from './smtp-fault.js';
import { TLS } from './tls.js';

/** Milliseconds: for a connection, for a greeting, and between two signs of life (a server may look a mail through before it answers). */
const TIMEOUTS = { connect: 10_000, greeting: 15_000, silence: 120_000 };
const CHUNK_BYTES = 64 * 1024;

/** Who writes to whom, by SMTP; the bytes of the mail. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

/** A session with a server that has let us in: one mail after the other. */
export class SmtpSession {
  private constructor(private readonly connection: SMTPConnection) {}

  /** Whether the server, or a fault, has ended it. */
  get isOver(): boolean {
    return this.connection.destroyed || this.ended;
  }
  private ended = false;

  /** `name` is how we greet. Raises VendorFault. */
  static async open(sockets: Sockets, { host, port, secure, auth }: MailServer, name: string): Promise<SmtpSession> {
    const socket = await sockets.connect({ host, port, timeoutMs: TIMEOUTS.connect }).catch((error: unknown) => Promise.reject(smtpFault(error)));
    const connection = new SMTPConnection({
      connection: socket, host, port, name, secure, requireTLS: !secure, tls: TLS, logger: false,
      connectionTimeout: TIMEOUTS.connect, greetingTimeout: TIMEOUTS.greeting, socketTimeout: TIMEOUTS.silence,
    });
    const session = new SmtpSession(connection);
    connection.on('end', () => void (session.ended = true)).on('error', () => void (session.ended = true));
    try {
      await session.step((done) => connection.connect(done));
      if (auth) await session.step((done) => connection.login({ credentials: auth }, done));
    } catch (error) {
      connection.close();
      throw smtpFault(error);
    }
    return session;
  }

  /** Hands one mail over; the server has it from then on. Raises VendorFault: `unknown` only where the whole mail had gone before the connection broke. */
  async send({ from, to, raw }: Envelope): Promise<void> {
    let given = false;
    async function* bytes() {
      for (let at = 0; at < raw.length; at += CHUNK_BYTES) yield raw.subarray(at, at + CHUNK_BYTES);
      // Whoever asks for more writes the dot that ends the mail.
      given = true;
    }
    try {
      await this.step((done) => this.connection.send({ from, to: [to], size: raw.length }, Readable.from(bytes(), { objectMode: false }), done));
    } catch (error) {
      throw smtpFault(error, given);
    }
  }

  /** Ends it, politely. */
  close(): void {
    if (!this.isOver) this.connection.quit();
  }

  /** What an operation of the library comes to: it tells some faults by its callback, and some by an event. */
  private step(begin: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = () => reject(Object.assign(new Error('The connection has ended'), { code: 'ECONNECTION' }));
      const clean = () => this.connection.off('error', failed).off('end', over);
      const failed = (error: Error) => (clean(), reject(error));
      this.connection.once('error', failed).once('end', over);
      begin((error) => (clean(), error ? reject(error) : resolve()));
    });
  }
}
