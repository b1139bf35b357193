import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail that a server took: or, where it was told to break off, had. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly user: string | undefined;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
}

/** What the server does at a step of the next mail: replies so, or closes the connection without a word. */
export interface SmtpTurn {
  readonly at: 'connect' | 'auth' | 'from' | 'to' | 'data';
  readonly reply?: readonly [code: number, text: string];
}

export interface SmtpDoubleOptions {
  readonly cert: string;
  readonly key: string;
  /** TLS at once. */
  readonly secure?: boolean;
  /** Bytes of a mail that it says that it takes (RFC 1870). */
  readonly size?: number;
  /** Offers no STARTTLS, as who reads along would have it. */
  readonly isStripped?: boolean;
}

/** An SMTP server on loopback (the library of nodemailer's author) that keeps the mails it is given. It lets in whoever does not say `wrong`, and does at the next mails what `turns` say. */
export class SmtpDouble {
  readonly mails: TakenMail[] = [];
  readonly turns: SmtpTurn[] = [];
  /** Connections that were made. */
  sessions = 0;
  private readonly server: SMTPServer;

  private constructor({ cert, key, secure = false, size, isStripped = false }: SmtpDoubleOptions) {
    this.server = new SMTPServer({
      cert, key, secure, size, authOptional: true, hideSTARTTLS: isStripped, disabledCommands: isStripped ? ['STARTTLS'] : [], logger: false, disableReverseLookup: true,
      onConnect: (_session, done) => (void (this.sessions += 1), this.turn('connect', done)),
      onAuth: ({ username, password }, _session, done) => (password === 'wrong' ? done(refusal(535, '5.7.8 Authentication credentials invalid')) : this.turn('auth', (error) => done(error, { user: username }))),
      onMailFrom: (_address, _session, done) => this.turn('from', done),
      onRcptTo: (_address, _session, done) => this.turn('to', done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
          if (stream.sizeExceeded) return done(refusal(552, '5.3.4 Message too big'));
          this.mails.push(takenMail(session, Buffer.concat(chunks)));
          this.turn('data', done);
        });
      },
    });
    // What breaks off is meant to.
    this.server.on('error', () => undefined);
  }

  static async start(options: SmtpDoubleOptions): Promise<SmtpDouble> {
    const double = new SmtpDouble(options);
    const listener = double.server.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return double;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Ends the connections that are open, as a server that is restarted. */
  drop(): void {
    for (const connection of this.server.connections) connection._socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private turn(at: SmtpTurn['at'], done: (error?: Error | null) => void): void {
    const [next] = this.turns;
    if (next?.at !== at) return done();
    this.turns.shift();
    if (next.reply) return done(refusal(...next.reply));
    this.drop();
  }
}

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

const takenMail = ({ envelope, user, secure }: SMTPServerSession, raw: Buffer): TakenMail => ({
  from: envelope.mailFrom ? envelope.mailFrom.address : '', to: envelope.rcptTo.map(({ address }) => address), raw, user: typeof user === 'string' ? user : undefined, isSecure: secure,
});
