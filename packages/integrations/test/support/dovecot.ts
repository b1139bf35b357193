import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, makeCertificate } from '@parley/testing';

/** The account of the system that mailboxes belong to; Dovecot reads none that is root's. */
const OWNER = 'mail';
const idOf = (option: '-u' | '-g'): number => Number(execFileSync('id', [option, OWNER], { encoding: 'utf8' }));

/** Debian's Dovecot on loopback, with one mailbox in Maildir, into which mails are delivered as a mail server does: by a new file. */
export class Dovecot {
  readonly certificate = makeCertificate('dovecot');
  readonly username = 'desk';
  readonly password = 'the-password';
  private process: ChildProcess | undefined;
  private log = '';
  private delivered = 0;
  private readonly inbox: string;

  private constructor(private readonly folder: string, readonly port: number, readonly startTlsPort: number) {
    this.inbox = join(folder, 'mail', this.username);
  }

  static async start(): Promise<Dovecot> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-dovecot-'));
    // Its own accounts have to reach its sockets.
    chmodSync(folder, 0o755);
    const dovecot = new Dovecot(folder, await freePort(), await freePort());
    dovecot.configure();
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
      return this.answers();
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
    const [name, owner, group] = [`${this.delivered}.spec`, idOf('-u'), idOf('-g')];
    const [written, there] = [join(this.inbox, 'tmp', name), join(this.inbox, 'new', name)];
    writeFileSync(written, raw);
    chownSync(written, owner, group);
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

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1').once('error', () => resolve(false)).once('connect', () => (socket.destroy(), resolve(true)));
    });
  }

  private configure(): void {
    const [cert, key] = [join(this.folder, 'cert.pem'), join(this.folder, 'key.pem')];
    writeFileSync(cert, this.certificate.cert);
    writeFileSync(key, this.certificate.key, { mode: 0o600 });
    for (const folder of ['', 'tmp', 'new', 'cur']) mkdirSync(join(this.inbox, folder), { recursive: true });
    for (const folder of [join(this.folder, 'mail'), this.inbox, ...['tmp', 'new', 'cur'].map((each) => join(this.inbox, each))]) {
      if (statSync(folder).isDirectory()) chownSync(folder, idOf('-u'), idOf('-g'));
    }
    writeFileSync(join(this.folder, 'dovecot.conf'), `
      base_dir = ${this.folder}/run
      state_dir = ${this.folder}/state
      log_path = /dev/stderr
      protocols = imap
      listen = 127.0.0.1
      ssl = required
      ssl_cert = <${cert}
      ssl_key = <${key}
      mail_location = maildir:${this.folder}/mail/%u
      first_valid_uid = 1
      passdb {
        driver = static
        args = password=${this.password}
      }
      userdb {
        driver = static
        args = uid=${OWNER} gid=${OWNER} home=${this.folder}/mail/%u
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
