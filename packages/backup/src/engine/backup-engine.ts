import { setTimeout as delay } from 'node:timers/promises';
import { Database, openPool } from '@parley/persistence';
import { BackupFault } from '../backup-fault.js';
import { leavesSnapshots, type Finding } from '../database/preflight.findings.js';
import { preflight } from '../database/preflight.js';
import type { ChainIdentity } from '../format/manifest.types.js';
import { chainHead, type ChainHead } from './chain-keeper.js';
import type { EngineParts } from './engine.types.js';
import { LookAfter } from './look-after.js';
import { openSession, type Session } from './open-session.js';
import { askForRun, failAbandonedRuns, WRITERS_KINDS } from './runs.queries.js';
import { chainOfNone } from './standing-alone.js';
import type { ReplicatorState } from '../zones/replicator/replicator.js';
import { writeChain } from './write-chain.js';
import { WriterLock } from './writer-lock.js';

/** After a failure, in milliseconds: twice as long each time. */
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 10_000];
/** How often is looked whether changes can be read by now, in milliseconds. */
const LOOK_AGAIN_MS = 5000;
/** Heartbeats, and reads of keys. */
const CONNECTIONS = 2;

/** How backups go, for metrics. */
export interface EngineState {
  /** Whether this process is the one that writes them. */
  readonly writing: boolean;
  /** Whether it takes snapshots only, as the server does not let it read changes. */
  readonly snapshotsOnly: boolean;
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
  private snapshotsOnly = false;
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
    return { writing: this.session !== undefined, snapshotsOnly: this.session !== undefined && this.snapshotsOnly, replicator: this.session?.replicator.state, lastFault: this.lastFault };
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
    const missing = await this.whatIsMissing();
    const lock = await WriterLock.take(settings.url, signal);
    const pool = openPool(settings.url, CONNECTIONS);
    try {
      await failAbandonedRuns(db.system(), WRITERS_KINDS);
      const session = await openSession(this.parts, new Database(pool), lock, signal);
      this.session = session;
      this.snapshotsOnly = missing.length > 0;
      try {
        await (this.snapshotsOnly ? this.takeSnapshots(session, lock, missing, signal) : this.writeChains(session, lock, signal));
      } finally {
        this.session = undefined;
        await session.close();
      }
    } finally {
      await pool.end();
      await lock.release();
    }
  }

  /** What keeps changes from being read. What keeps everything off is told line by line, and looked for again: nothing of Parley's waits for its backups. */
  private async whatIsMissing(): Promise<readonly Finding[]> {
    const missing = await preflight(this.parts.settings.url, this.parts.db.system());
    const all = missing.filter((finding) => !leavesSnapshots(finding));
    for (const { line } of all) this.parts.logger.error(`Backups wait. ${line}`);
    if (all.length > 0) throw new BackupFault('not_ready', 'Backups wait for what is missing');
    return missing;
  }

  /** Snapshots alone, until changes can be read. A chain that is open stays so: where its slot is still there then, it goes on. */
  private async takeSnapshots(session: Session, lock: WriterLock, missing: readonly Finding[], signal: AbortSignal): Promise<void> {
    const lines = missing.map(({ line }) => line).join('. ');
    this.parts.logger.warn(`Backups are snapshots only: what is committed after one is in no zone until the next, ${session.settings.snapshotEverySeconds} s later. ${lines}`);
    const chain = await chainOfNone(session.reader.system());
    await this.whileLookingAfter(session, () => chain, signal, async (over) => {
      await Promise.race([lock.lost, session.fenced, this.untilChanged(missing, over)]);
    });
  }

  private async untilChanged(missing: readonly Finding[], signal: AbortSignal): Promise<void> {
    const codes = (findings: readonly Finding[]): string => findings.map(({ code }) => code).join(' ');
    for (let found = missing; codes(found) === codes(missing) && !signal.aborted; ) {
      await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined); // it is over
      if (!signal.aborted) found = await preflight(this.parts.settings.url, this.parts.db.system());
    }
  }

  private async writeChains(session: Session, lock: WriterLock, signal: AbortSignal): Promise<void> {
    let head = await begun(session);
    await this.whileLookingAfter(session, () => head.identity, signal, async (over, beside) => {
      while (!signal.aborted) {
        await Promise.race([lock.lost, writeChain(session, head, ({ header }) => header.tables.includes('attachments') && beside.filesCame(), over)]);
        if (!signal.aborted) head = await begun(session);
      }
    });
  }

  /** What is done beside ends with the work. */
  private async whileLookingAfter(session: Session, chain: () => ChainIdentity, signal: AbortSignal, work: (over: AbortSignal, beside: LookAfter) => Promise<void>): Promise<void> {
    const over = new AbortController();
    const stop = (): void => over.abort();
    signal.addEventListener('abort', stop, { once: true });
    const beside = new LookAfter(session, chain);
    const looking = beside.run(over.signal);
    try {
      await work(over.signal, beside);
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
