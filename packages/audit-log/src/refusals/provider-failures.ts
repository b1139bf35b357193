import { monotonicClock, wallClock } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { PARLEY } from '../entries/actor.js';
import { recordAct } from '../entries/record.js';

/** Milliseconds between two entries of one code. */
const EVERY_MS = 60_000;

interface Tally {
  first: number;
  last: number;
  count: number;
  writtenAt: number | undefined;
}

/**
 * Puts failures of whoever keeps the root key on the record: the first of each code at once, what follows counted, one entry a
 * minute at most. While the database is away too it counts on, and says so with the next failure that can be written.
 */
export class ProviderFailures {
  private readonly tallies = new Map<string, Tally>();

  constructor(
    private readonly db: Database,
    private readonly onFault: (error: unknown) => void,
    private readonly now = monotonicClock,
  ) {}

  /** Counts one by its code, one of a few. Never rejects; resolves when what was due is written, and needs not be awaited. */
  async note(code: string): Promise<void> {
    const at = wallClock();
    const tally = this.tallies.get(code) ?? { first: at, last: at, count: 0, writtenAt: undefined };
    this.tallies.set(code, tally);
    if (tally.count === 0) tally.first = at;
    tally.last = at;
    tally.count += 1;
    if (tally.writtenAt === undefined || this.now() - tally.writtenAt >= EVERY_MS) await this.write(code, tally);
  }

  private async write(code: string, tally: Tally): Promise<void> {
    const { first, last, count, writtenAt } = tally;
    [tally.count, tally.writtenAt] = [0, this.now()];
    const details = { code, count, first: new Date(first).toISOString(), last: new Date(last).toISOString() };
    try {
      await this.db.system().transaction((tx) => recordAct(tx, PARLEY, { action: 'keyProvider:fail', target: { type: 'rootKey' }, outcome: 'failed', details }));
    } catch (error) {
      tally.count += count;
      [tally.first, tally.writtenAt] = [first, writtenAt];
      this.onFault(error);
    }
  }
}
