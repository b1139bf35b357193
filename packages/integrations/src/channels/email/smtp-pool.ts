import { createHash } from 'node:crypto';
import type { Sockets } from '../vendor-calls.js';
import { VendorFault } from '../vendor-fault.js';
import type { MailServer } from './settings.js';
import { SmtpSession } from './smtp-session.js';

/** Sessions with one server as one user; servers of providers take some ten. */
const MOST_SESSIONS = 4;
/** Milliseconds that one is kept which nobody uses: servers wait for five minutes (RFC 5321, 4.5.3.2), other people too. */
const IDLE_MS = 10_000;
const MOST_MAILS = 100;

interface Kept {
  readonly session: SmtpSession;
  mails: number;
  timer?: NodeJS.Timeout;
}

/** The sessions of one process with one server. */
class ServerSessions {
  private readonly idle: Kept[] = [];
  private readonly waiting: (() => void)[] = [];
  private busy = 0;

  constructor(private readonly open: () => Promise<SmtpSession>) {}

  /** What `work` comes to in a session. One that the server has closed meanwhile costs nothing: nothing was said in it. */
  async use<Value>(work: (session: SmtpSession) => Promise<Value>): Promise<Value> {
    await this.turn();
    try {
      for (let kept = this.take(); kept; kept = this.take()) {
        try {
          return await this.worked(kept, work);
        } catch (error) {
          if (!(error instanceof VendorFault) || error.faultClass !== 'temporary' || !kept.session.isOver) throw error;
        }
      }
      return await this.worked({ session: await this.open(), mails: 0 }, work);
    } finally {
      this.busy -= 1;
      this.waiting.shift()?.();
    }
  }

  private async turn(): Promise<void> {
    if (this.busy >= MOST_SESSIONS) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.busy += 1;
  }

  private take(): Kept | undefined {
    const kept = this.idle.pop();
    clearTimeout(kept?.timer);
    return kept?.session.isOver ? this.take() : kept;
  }

  private async worked<Value>(kept: Kept, work: (session: SmtpSession) => Promise<Value>): Promise<Value> {
    let isClean = false;
    try {
      const value = await work(kept.session);
      isClean = true;
      return value;
    } finally {
      kept.mails += 1;
      // After a refusal a server may think of it still: a session begins anew.
      if (isClean && !kept.session.isOver && kept.mails < MOST_MAILS) this.keep(kept);
      else kept.session.close();
    }
  }

  private keep(kept: Kept): void {
    kept.timer = setTimeout(() => {
      this.idle.splice(this.idle.indexOf(kept), 1);
      kept.session.close();
    }, IDLE_MS).unref();
    this.idle.push(kept);
  }

  get isUnused(): boolean {
    return this.idle.length === 0 && this.busy === 0;
  }
}

/** By the way out, which ends its sockets when the process stops; then by server and user. */
const POOLS = new WeakMap<Sockets, Map<string, ServerSessions>>();

/** What `work` comes to in a session with a server: one that is there already, or a new one; waits while too many are in use. Raises VendorFault. */
export async function withSession<Value>(sockets: Sockets, server: MailServer, name: string, work: (session: SmtpSession) => Promise<Value>): Promise<Value> {
  const pool = POOLS.get(sockets) ?? new Map<string, ServerSessions>();
  POOLS.set(sockets, pool);
  for (const [key, sessions] of pool) if (sessions.isUnused) pool.delete(key);
  const key = createHash('sha256').update(JSON.stringify([server, name])).digest('base64');
  const sessions = pool.get(key) ?? new ServerSessions(() => SmtpSession.open(sockets, server, name));
  pool.set(key, sessions);
  return sessions.use(work);
}
