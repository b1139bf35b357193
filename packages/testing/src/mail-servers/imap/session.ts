import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { fetched, inSet, since, type ImapFaults, type StoredMail } from './mailbox.js';

/** What a client is shown. */
export interface Served {
  readonly certificate: { readonly cert: string; readonly key: string };
  readonly username: string;
  readonly password: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly mails: readonly StoredMail[];
  readonly faults: ImapFaults;
  readonly sessions: Set<Session>;
  readonly commands: string[];
}

/** Between two bytes. */
const DRIBBLE_MS = 50;

/** One client at the double: reads commands, one in a line, and answers them in their order. */
export class Session {
  private buffered = '';
  private user: string | undefined;
  private idle: string | undefined;
  /** How many mails the client knows of. */
  private told = 0;

  constructor(private readonly of: Served, private socket: Socket) {
    this.listen(socket);
    if (!of.faults.silent) this.say(`* OK [CAPABILITY ${this.capabilities()}] ready`);
  }

  /** Whether the client is in IDLE. */
  get waits(): boolean {
    return this.idle !== undefined;
  }

  /** Tells a client that waits of what is there now. */
  tell(): void {
    if (this.idle === undefined || this.told === this.of.mails.length) return;
    this.told = this.of.mails.length;
    this.say(`* ${this.told} EXISTS`);
  }

  end(): void {
    this.socket.destroy();
  }

  private listen(socket: Socket): void {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => this.of.sessions.delete(this));
    socket.on('data', (data: Buffer) => {
      this.buffered += data.toString('latin1');
      for (let end = this.buffered.indexOf('\r\n'); end >= 0; end = this.buffered.indexOf('\r\n')) {
        const line = this.buffered.slice(0, end);
        this.buffered = this.buffered.slice(end + 2);
        if (!this.of.faults.silent) this.command(line);
      }
    });
  }

  private say(line: string): void {
    this.socket.write(`${line}\r\n`);
  }

  private capabilities(): string {
    const { noIdle, noStartTls } = this.of.faults;
    return ['IMAP4rev1', ...(noIdle ? [] : ['IDLE']), ...(this.socket instanceof TLSSocket || noStartTls ? [] : ['STARTTLS', 'LOGINDISABLED'])].join(' ');
  }

  private command(line: string): void {
    if (line === 'DONE' && this.idle !== undefined) {
      this.say(`${this.idle} OK idle ended`);
      this.idle = undefined;
      return;
    }
    const [, tag = '*', name = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
    this.of.commands.push(name.toUpperCase() === 'LOGIN' ? 'LOGIN' : `${name.toUpperCase()} ${rest}`.trim());
    const answer = this.answers[name.toUpperCase()];
    if (answer) answer(tag, rest);
    else this.say(`${tag} BAD what is ${name}`);
  }

  private readonly answers: Readonly<Record<string, (tag: string, rest: string) => void>> = {
    CAPABILITY: (tag) => (this.say(`* CAPABILITY ${this.capabilities()}`), this.say(`${tag} OK`)),
    STARTTLS: (tag) => {
      this.say(`${tag} OK begin`);
      this.socket.removeAllListeners('data');
      this.listen(new TLSSocket(this.socket, { isServer: true, ...this.of.certificate }));
    },
    LOGIN: (tag, rest) => {
      if (rest !== `"${this.of.username}" "${this.of.password}"`) return this.say(`${tag} NO [AUTHENTICATIONFAILED] no`);
      this.user = this.of.username;
      this.say(`${tag} OK [CAPABILITY ${this.capabilities()}] welcome`);
    },
    LIST: (tag) => (this.say('* LIST (\\HasNoChildren) "/" "INBOX"'), this.say(`${tag} OK`)),
    LSUB: (tag) => this.say(`${tag} OK`),
    NOOP: (tag) => (this.user !== undefined && this.say(`* ${(this.told = this.of.mails.length)} EXISTS`), this.say(`${tag} OK`)),
    SELECT: (tag, rest) => this.open(tag, rest, 'READ-WRITE'),
    EXAMINE: (tag, rest) => this.open(tag, rest, 'READ-ONLY'),
    'UID SEARCH': (tag, rest) => {
      const [, by = '', what = ''] = /^(UID|SINCE) (\S+)$/i.exec(rest) ?? [];
      const found = this.of.mails.filter(({ uid, at }) => (by.toUpperCase() === 'UID' ? inSet(what, uid, this.last()) : since(what, at)));
      this.say(`* SEARCH ${found.map(({ uid }) => uid).join(' ')}`.trimEnd());
      this.say(`${tag} OK`);
    },
    FETCH: (tag, rest) => this.fetch(tag, rest, (mail) => inSet(rest.split(' ')[0] ?? '', this.of.mails.indexOf(mail) + 1, this.of.mails.length)),
    'UID FETCH': (tag, rest) => this.fetch(tag, rest, ({ uid }) => inSet(rest.split(' ')[0] ?? '', uid, this.last())),
    'UID STORE': (tag, rest) => {
      for (const mail of this.of.mails.filter(({ uid }) => inSet(rest.split(' ')[0] ?? '', uid, this.last()))) mail.seen = true;
      this.say(`${tag} OK`);
    },
    IDLE: (tag) => {
      this.idle = tag;
      this.say('+ idling');
      // What came since the last answer is told at once (RFC 2177, 3).
      this.tell();
    },
    LOGOUT: (tag) => (this.say('* BYE'), this.say(`${tag} OK`), this.socket.end()),
  };

  private dribble(bytes: Buffer): void {
    let at = 0;
    const clock = setInterval(() => void this.socket.write(bytes.subarray(at, (at += 1))), DRIBBLE_MS);
    this.socket.once('close', () => clearInterval(clock));
  }

  private open(tag: string, mailbox: string, access: string): void {
    if (!/^"?INBOX"?$/i.test(mailbox)) return this.say(`${tag} NO [NONEXISTENT] no such mailbox`);
    this.told = this.of.mails.length;
    for (const line of [
      'FLAGS (\\Seen)', 'OK [PERMANENTFLAGS (\\Seen)]', `${this.of.mails.length} EXISTS`, '0 RECENT', `OK [UIDVALIDITY ${this.of.uidValidity}]`, `OK [UIDNEXT ${this.of.uidNext}]`,
    ]) this.say(`* ${line}`);
    this.say(`${tag} OK [${access}]`);
  }

  private last = (): number => this.of.mails.at(-1)?.uid ?? 0;

  private fetch(tag: string, rest: string, wanted: (mail: StoredMail) => boolean): void {
    for (const mail of this.of.mails.filter(wanted)) {
      const { before, bytes } = fetched(mail, this.of.mails.indexOf(mail) + 1, rest.slice(rest.indexOf(' ')), this.of.faults.size);
      this.socket.write(before);
      if (!bytes) continue;
      if (this.of.faults.dropInFetch > 0) {
        this.of.faults.dropInFetch -= 1;
        this.socket.write(bytes.subarray(0, bytes.length / 2), () => this.socket.destroy());
        return;
      }
      if (this.of.faults.slowFetch) {
        this.socket.write(bytes.subarray(0, bytes.length / 2));
        if (this.of.faults.slowFetch === 'byByte') this.dribble(bytes.subarray(bytes.length / 2));
        return;
      }
      this.socket.write(Buffer.concat([bytes, Buffer.from(')\r\n')]));
    }
    this.say(`${tag} OK`);
  }
}
