import { setTimeout as delay } from 'node:timers/promises';
import { Database, openPool } from '@parley/persistence';
import { BackupFault } from '../backup-fault.js';
import { preflight } from '../database/preflight.js';
import { chainHead, type ChainHead } from './chain-keeper.js';
import type { EngineParts } from './engine.types.js';
import { LookAfter } from './look-after.js';
import { openSession, type Session } from './open-session.js';
import { askForRun, failAbandonedRuns } from './runs.queries.js';
import type { ReplicatorState } from '../zones/replicator/replicator.js';
import { writeChain } from './write-chain.js';
import { WriterLock } from './writer-lock.js';

/** After a failure, in milliseconds: twice as long each time. */
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 30_000];
/** Heartbeats, and reads of keys. */
const CONNECTIONS = 2;

/** How backups go, for metrics. */
export interface EngineState {
  /** Whether this process is the one that writes them. */
  readonly writing: boolean;
  /** Nothing while it does not. */
  readonly replicator: ReplicatorState | undefined;
  /** The last thing that ended a session. */
  readonly lastFault: { readonly code: string; readonly at: Date } | undefined;
}

/** Writes backups for as long as it runs: one process of all that run at once, the others wait for it to end. */
export class BackupEngine {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private session: Session | undefined;
  private lastFault: EngineState['lastFault'];

  constructor(private readonly parts: EngineParts) {}

  start(): void {
    this.running = this.run();
  }

  /** Takes nothing more from the stream; what is in the spool goes on at the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  get state(): EngineState {
    return { writing: this.session !== undefined, replicator: this.session?.replicator.state, lastFault: this.lastFault };
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      const began = performance.now();
      try {
        await this.write(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.lastFault = { code: codeOf(error), at: new Date() };
        this.parts.logger.error({ err: error }, 'backups are interrupted; they go on by themselves where they stood');
      }
      if (performance.now() - began > LONGEST_WAIT_MS) wait = FIRST_WAIT_MS;
      await delay(wait, undefined, { signal }).catch(() => undefined); // it is over
    }
  }

  /** One session: from the lock until something ends it. */
  private async write(signal: AbortSignal): Promise<void> {
    const { settings, db } = this.parts;
    await this.requireReady();
    const lock = await WriterLock.take(settings.url, signal);
    const pool = openPool(settings.url, CONNECTIONS);
    try {
      await failAbandonedRuns(db.system());
      const session = await openSession(this.parts, new Database(pool), lock, signal);
      this.session = session;
      try {
        await this.writeChains(session, lock, signal);
      } finally {
        this.session = undefined;
        await session.close();
      }
    } finally {
      await pool.end();
      await lock.release();
    }
  }

  /** What is missing is told line by line, and looked for again: nothing of Parley's waits for its backups. */
  private async requireReady(): Promise<void> {
    const missing = await preflight(this.parts.settings.url, this.parts.db.system());
    for (const { line } of missing) this.parts.logger.error(`Backups wait. ${line}`);
    const [first] = missing;
    if (first) throw new BackupFault('not_ready', 'Backups wait for what is missing');
  }

  private async writeChains(session: Session, lock: WriterLock, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const stop = (): void => over.abort();
    signal.addEventListener('abort', stop, { once: true });
    let head: ChainHead = await begun(session);
    const beside = new LookAfter(session, () => head);
    const looking = beside.run(over.signal);
    try {
      while (!signal.aborted) {
        await Promise.race([lock.lost, writeChain(session, head, ({ header }) => header.tables.includes('attachments') && beside.filesCame(), over.signal)]);
        if (!signal.aborted) head = await begun(session);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort();
      await looking;
    }
  }
}

/** A chain that begins is of use from its first snapshot on. */
async function begun(session: Session): Promise<ChainHead> {
  const head = await chainHead(session);
  if (head.isNew) await askForRun(session.db.system(), 'snapshot', 'new chain');
  return head;
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed');
