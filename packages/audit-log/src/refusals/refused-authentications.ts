import { wallClock, type Principal } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import type { Actor } from '../entries/actor.js';
import { recordAct } from '../entries/record.js';

/** Pairs of key and address that are told apart between two flushes; the others are counted together. */
const MOST_PAIRS = 500;

/** Who tried to authenticate: the key, where it is known, and the address. */
export interface Refused {
  readonly principal?: Principal;
  readonly address?: string;
}

interface Tally {
  readonly refused: Refused;
  readonly first: number;
  last: number;
  count: number;
}

/**
 * Counts refused authentications, and writes one entry for each key and address since the last time. Memory and table stay
 * bounded whatever a flood tries: keys that nobody knows count as one for each address, and addresses beyond some hundred as one.
 */
export class RefusedAuthentications {
  private tallies = new Map<string, Tally>();

  constructor(
    private readonly db: Database,
    private readonly mostPairs = MOST_PAIRS,
  ) {}

  /** Counts one; takes no time. */
  note(refused: Refused): void {
    const key = `${refused.principal?.keyId ?? ''} ${refused.address ?? ''}`;
    const isKnown = this.tallies.has(key) || this.tallies.size < this.mostPairs;
    const now = wallClock();
    this.add(isKnown ? key : OTHERS, { refused: isKnown ? refused : {}, first: now, last: now, count: 1 });
  }

  /** Writes down what was counted, all or nothing. Rejects when it could not be written: it then counts on. */
  async flush(): Promise<void> {
    const tallies = this.tallies;
    if (tallies.size === 0) return;
    this.tallies = new Map();
    try {
      await this.db.system().transaction(async (tx) => {
        for (const [key, { refused, first, last, count }] of tallies) {
          await recordAct(tx, actorOf(key, refused), {
            action: 'authentication:refuse', target: { type: 'key', id: refused.principal?.keyId }, outcome: 'refused',
            details: { count, first: new Date(first).toISOString(), last: new Date(last).toISOString() },
          });
        }
      });
    } catch (error) {
      for (const [key, tally] of tallies) this.add(this.tallies.has(key) || this.tallies.size < this.mostPairs ? key : OTHERS, tally);
      throw error;
    }
  }

  private add(key: string, tally: Tally): void {
    const known = this.tallies.get(key);
    if (known === undefined) {
      this.tallies.set(key, tally);
      return;
    }
    known.count += tally.count;
    known.last = Math.max(known.last, tally.last);
  }
}

/** No pair is called so: an address has no letters of this kind. */
const OTHERS = 'others';

const actorOf = (key: string, { principal, address }: Refused): Actor => ({
  id: principal?.keyId ?? (key === OTHERS ? OTHERS : 'unknown'),
  scope: principal?.scope ?? 'unknown',
  address, accountId: principal?.accountId, appId: principal?.appId,
});
