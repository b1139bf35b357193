import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../certificate.js';
import { eventually } from '../../eventually.js';
import { freePort } from '../../free-port.js';
import { accountOf } from './account-of.js';
import { answers } from './answers.js';

/** The account of the system that mailboxes belong to; Dovecot reads none that is root's. Whoever puts mails into them has to be it, too. */
export const MAIL_OWNER = 'mail';

/** Debian's Dovecot on loopback, with a mailbox in Maildir for each user, all with one password. Mails are delivered as a mail server does: by a new file. */
export class Dovecot {
  readonly certificate = makeCertificate('dovecot');
  readonly password = 'the-password';
  private process: ChildProcess | undefined;
  private log = '';
  private delivered = 0;
  /** Where mailboxes are, each in a folder of its user's name. */
  readonly mailFolder: string;
  /** Where it says who somebody is, to servers that take mails (its protocol is Postfix's own choice of SASL). */
  readonly authSocket: string;
  private readonly inbox: string;

  private constructor(private readonly folder: string, readonly port: number, readonly startTlsPort: number, readonly username: string) {
    this.mailFolder = join(folder, 'mail');
    this.authSocket = join(folder, 'run', 'auth-submission');
    this.inbox = join(this.mailFolder, username);
  }

  /** `username`: whose mailbox `deliver` and the rest are about. */
  static async start(username = 'desk', others: readonly string[] = []): Promise<Dovecot> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-dovecot-'));
    // Its own accounts have to reach its sockets.
    chmodSync(folder, 0o755);
    const dovecot = new Dovecot(folder, await freePort(), await freePort(), username);
    dovecot.configure([username, ...others]);
    await dovecot.start();
    return dovecot;
  }

  /** Starts it again, on the same mailbox and ports. */
  async start(): Promise<void> {
    const running = spawn('dovecot', ['-F', '-c', join(this.folder, 'dovecot.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = running;
    for (const stream of [running.stdout, running.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (this.log += chunk));
    await eventually('Dovecot', () => {
      if (running.exitCode !== null) throw new Error(`Dovecot does not start:\n${this.log}`);
      return answers(this.port);
    }, 60);
  }

  /** Ends it, connections and all. */
  async stop(): Promise<void> {
    if (!this.process || this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }

  /** A mail comes, at a time. */
  deliver(raw: string, at = new Date()): void {
    this.delivered += 1;
    const [name, { uid, gid }] = [`${this.delivered}.spec`, accountOf(MAIL_OWNER)];
    const [written, there] = [join(this.inbox, 'tmp', name), join(this.inbox, 'new', name)];
    writeFileSync(written, raw);
    chownSync(written, uid, gid);
    utimesSync(written, at, at);
    renameSync(written, there);
  }

  /** Forgets how its mails were numbered, as where a mailbox is moved or put back: they get other numbers, under another UIDVALIDITY. To be done while it is stopped. */
  forgetNumbers(): void {
    for (const name of readdirSync(this.inbox).filter((each) => each.startsWith('dovecot'))) rmSync(join(this.inbox, name));
  }

  /** Names of files of mails, which tell by `S` what was read (Maildir's flags). */
  get files(): string[] {
    return ['new', 'cur'].flatMap((folder) => readdirSync(join(this.inbox, folder)));
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private configure(users: readonly string[]): void {
    const [cert, key] = [join(this.folder, 'cert.pem'), join(this.folder, 'key.pem')];
    writeFileSync(cert, this.certificate.cert);
    writeFileSync(key, this.certificate.key, { mode: 0o600 });
    mkdirSync(this.mailFolder);
    const mailboxes = users.flatMap((user) => ['', 'tmp', 'new', 'cur'].map((each) => join(this.mailFolder, user, each)));
    for (const folder of mailboxes) mkdirSync(folder, { recursive: true });
    const { uid, gid } = accountOf(MAIL_OWNER);
    for (const folder of [this.mailFolder, ...mailboxes]) chownSync(folder, uid, gid);
    writeFileSync(join(this.folder, 'dovecot.conf'), `
      base_dir = ${this.folder}/run
      state_dir = ${this.folder}/state
      log_path = /dev/stderr
      protocols = imap
      listen = 127.0.0.1
      ssl = required
      ssl_cert = <${cert}
      ssl_key = <${key}
      mail_location = maildir:${this.mailFolder}/%u
      first_valid_uid = 1
      passdb {
        driver = static
        args = password=${this.password}
      }
      userdb {
        driver = static
        args = uid=${MAIL_OWNER} gid=${MAIL_OWNER} home=${this.mailFolder}/%u
      }
      service auth {
        unix_listener auth-submission {
          mode = 0666
        }
      }
      service imap-login {
        inet_listener imap {
          port = ${this.startTlsPort}
        }
        inet_listener imaps {
          port = ${this.port}
          ssl = yes
        }
      }
    `);
  }
}
