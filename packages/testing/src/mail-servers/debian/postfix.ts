import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../certificate.js';
import { eventually } from '../../eventually.js';
import { freePort } from '../../free-port.js';
import { accountOf } from './account-of.js';
import { answers } from './answers.js';
import { MAIL_OWNER, type Dovecot } from './dovecot.js';
import { mainCf, masterCf } from './postfix-config.js';

/** Where its programs are. */
const daemons = () => execFileSync('postconf', ['-dh', 'daemon_directory'], { encoding: 'utf8' }).trim();

/**
 * Debian's Postfix on loopback, with a configuration and a queue of its own. It takes mails from whom a Dovecot knows, delivers those to
 * its addresses into that Dovecot's mailboxes, and reaches nobody else: such mails, and those to addresses that are not there, come back.
 */
export class Postfix {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    /** Where STARTTLS is required. */
    readonly port: number,
    /** Where TLS begins at once. */
    readonly tlsPort: number,
    /** As `tlsPort`, under a certificate of another authority than Dovecot's. */
    readonly otherTlsPort: number,
  ) {}

  /** `addresses`: whose mailbox at Dovecot each is. */
  static async start(dovecot: Dovecot, addresses: Readonly<Record<string, string>>): Promise<Postfix> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-postfix-'));
    // Its own accounts have to reach its queue.
    chmodSync(folder, 0o755);
    for (const each of ['queue', 'data']) mkdirSync(join(folder, each));
    const { uid, gid } = accountOf('postfix');
    chownSync(join(folder, 'data'), uid, gid);
    const postfix = new Postfix(folder, await freePort(), await freePort(), await freePort());
    const [chain, otherChain] = [join(folder, 'chain.pem'), join(folder, 'other-chain.pem')];
    for (const [file, { key, cert }] of [[chain, dovecot.certificate], [otherChain, makeCertificate('somebody')]] as const) writeFileSync(file, key + cert, { mode: 0o600 });
    const { port, tlsPort, otherTlsPort } = postfix;
    writeFileSync(join(folder, 'main.cf'), mainCf({ folder, chain, addresses, mailFolder: dovecot.mailFolder, authSocket: dovecot.authSocket, owner: accountOf(MAIL_OWNER) }));
    writeFileSync(join(folder, 'master.cf'), masterCf({ port, tlsPort, otherTlsPort, otherChain }));
    // Makes its queue's folders.
    execFileSync('postfix', ['-c', folder, 'check'], { stdio: 'pipe' });
    await postfix.start();
    return postfix;
  }

  /** Starts it again, on the same queue and ports. */
  async start(): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    // A process group of its own: it ends its parts by a signal to the group. It opens its output by name, which a pipe to us has not.
    const running = spawn(join(daemons(), 'master'), ['-c', this.folder, '-d'], { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.process = running;
    await eventually('Postfix', () => {
      if (running.exitCode !== null) throw new Error(`Postfix does not start:\n${readFileSync(join(this.folder, 'log'), 'utf8')}`);
      return answers(this.port);
    }, 60);
  }

  /** Ends it, connections and all. What it has taken stays in its queue. */
  async stop(): Promise<void> {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
    await eventually('nobody listens', async () => !(await answers(this.port)));
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
