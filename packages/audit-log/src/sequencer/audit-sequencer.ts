import type { ScopedSql } from '@parley/persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckpointSigner } from '../checkpoint/checkpoint-signer.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { Alarm } from './alarm.js';
import { appendPending } from './append-pending.js';
import { Checkpointing } from './checkpointing.js';
import { logState, type LogState } from './log-state.js';
import { PlaceFeeder } from './place-feeder.js';
import { PlacesGuard } from './places-guard.js';
import { within } from './within.js';

/** Milliseconds from a look at the log to the next. */
const POLL_MS = 250;
/** When a place that has taken nothing is told of, although it has not failed: it hangs. */
const STUCK_SECONDS = 30;
/** How long the end waits for places, in milliseconds. */
const GOODBYE_MS = 2000;

/** What the sequencer works with. */
export interface SequencerParts {
  /** In the system scope. */
  readonly db: ScopedSql;
  readonly signer: CheckpointSigner;
  readonly log: LogIdentity;
  readonly places: readonly CheckpointPlace[];
  /** Told when the log cannot be signed, or a place does not take checkpoints: at once, and then again every minute. */
  readonly onAlarm: (what: string, error: unknown) => void;
}

/** For metrics: how far behind things are, in seconds. */
export interface SequencerState {
  /** Whether the last look ended well. */
  readonly healthy: boolean;
  readonly places: readonly { readonly name: string; readonly secondsBehind: number }[];
}

/**
 * Gives entries their places in the tree, signs checkpoints and hands them to every outside place. Several processes may run
 * one each: who appends or signs holds a lock for that transaction, and a place takes the same thing twice. Every step begins
 * with what the tables and the places say, so that a process that is killed between two of them leaves nothing to clear up.
 */
export class AuditSequencer {
  private readonly stopping = new AbortController();
  private readonly checkpointing: Checkpointing;
  private readonly guard: PlacesGuard;
  private readonly feeders: readonly PlaceFeeder[];
  private readonly alarm: Alarm;
  private running: Promise<void> = Promise.resolve();
  private healthy = true;

  constructor(private readonly parts: SequencerParts) {
    const { db, signer, log, places, onAlarm } = parts;
    this.alarm = new Alarm(onAlarm);
    this.checkpointing = new Checkpointing(signer, log);
    this.guard = new PlacesGuard(log, places);
    this.feeders = places.map((place) => new PlaceFeeder({ place, others: places.filter((other) => other !== place), log, db }, (error) => this.alarm.raise(`place ${place.name}`, error)));
  }

  start(): void {
    this.running = this.run();
  }

  /** Ends after the step that is under way, and what goes to the places; one that hangs is not waited for. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await within(this.settled(), GOODBYE_MS).catch(() => undefined);
  }

  /** Resolves when nothing is on its way to a place. */
  async settled(): Promise<void> {
    await Promise.all(this.feeders.map((feeder) => feeder.settled()));
  }

  get state(): SequencerState {
    return { healthy: this.healthy, places: this.feeders.map(({ name, secondsBehind }) => ({ name, secondsBehind })) };
  }

  /** One look: appends what waits, signs if it is time, and offers the last checkpoint to the places. */
  async step(): Promise<void> {
    const { db, signer } = this.parts;
    await signer.refresh?.();
    let state = await logState(db);
    try {
      await this.guard.check(db, state);
      state = await this.appendAll(state);
      if (await this.checkpointing.signIfDue(db, state)) state = await logState(db);
    } finally {
      this.offer(state);
    }
  }

  private async appendAll(state: LogState): Promise<LogState> {
    if (!state.pending) return state;
    while (!this.stopping.signal.aborted && (await appendPending(this.parts.db)));
    return logState(this.parts.db);
  }

  private offer({ tree, signed }: LogState): void {
    for (const feeder of this.feeders) {
      if (signed) feeder.offer(tree, signed.size);
      if (feeder.secondsBehind > STUCK_SECONDS) this.alarm.raise(`place ${feeder.name}`, new Error(`It has taken no checkpoint for ${Math.round(feeder.secondsBehind)} s`));
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.step().then(
        () => (this.healthy = true),
        (error: unknown) => {
          this.healthy = false;
          this.alarm.raise('log', error);
        },
      );
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
