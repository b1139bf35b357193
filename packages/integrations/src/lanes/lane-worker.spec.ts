import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START, type Claimed, type Cursor, type Room } from './cursor.js';
import { LaneWorker } from './lane-worker.js';

interface Lane {
  readonly integrationId: string;
  readonly name: string;
}

/** Lanes that are served at once; two of them may be of one integration. */
const CONCURRENCY = 8;

/** Lanes that are due, and what a worker asks of them. Nothing is timed: no look comes by itself. */
class Due {
  readonly claims: { readonly from: Cursor; readonly room: Room }[] = [];
  readonly served: string[] = [];
  /** What a claim answers; of each integration as much as there is room for. */
  lanes: Lane[] = [];
  /** Where claims end, one after the other. */
  cursors: Cursor[] = [];
  /** Holds the next claims up. */
  asked: Promise<unknown> = Promise.resolve();
  private readonly told = new EventEmitter();
  private readonly ends = new Map<string, () => void>();

  readonly worker = new LaneWorker<Lane>({
    renew: async () => true,
    claim: async (from, room) => {
      this.claims.push({ from, room });
      this.told.emit('any');
      await this.asked;
      return this.claimed(room);
    },
  }, async ({ name }) => {
    this.served.push(name);
    const ended = new Promise<void>((resolve) => this.ends.set(name, resolve));
    this.told.emit('any');
    await ended;
    return undefined;
  }, { concurrency: CONCURRENCY, pollMs: 60_000 }, { warn: () => undefined });

  /** Puts lanes in, and rings. */
  put(...lanes: readonly Lane[]): void {
    this.lanes.push(...lanes);
    this.worker.wake();
  }

  /** Ends a lane that is served. */
  end(name: string): void {
    this.ends.get(name)?.();
    this.ends.delete(name);
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.told, 'any', { signal: AbortSignal.timeout(10_000) });
  }

  /** Resolves once whatever was about to happen has. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    const stopped = this.worker.stop();
    for (const name of this.ends.keys()) this.end(name);
    await stopped;
  }

  private claimed({ free, ofOne, held }: Room): Claimed<Lane> {
    const counts = new Map(held);
    const lanes: Lane[] = [];
    for (const lane of this.lanes) {
      const count = counts.get(lane.integrationId) ?? 0;
      if (lanes.length === free || count >= ofOne) continue;
      counts.set(lane.integrationId, count + 1);
      lanes.push(lane);
    }
    this.lanes = this.lanes.filter((lane) => !lanes.includes(lane));
    return { lanes, cursor: this.cursors.shift() ?? START };
  }
}

describe('a worker of lanes asks for them', () => {
  let due: Due;
  beforeEach(async () => {
    due = new Due();
    due.worker.start();
    await due.until(() => due.claims.length === 1);
    await due.quiet();
  });
  afterEach(() => due.close());
  const lanes = (integrationId: string, ...names: readonly string[]) => names.map((name) => ({ integrationId, name }));

  it('once for what is put in at once, and not when it is done', async () => {
    due.put(...lanes('a', 'a1'), ...lanes('b', 'b1'));
    await due.until(() => due.served.length === 2);
    for (const name of due.served) due.end(name);
    await due.quiet();
    expect(due.claims).toHaveLength(2);
  });

  it('again when a lane ends of an integration that had as many as there is room for, and of no other', async () => {
    due.put(...lanes('a', 'a1', 'a2', 'a3'), ...lanes('b', 'b1'));
    await due.until(() => due.served.length === 3);
    due.end('b1');
    await due.quiet();
    expect([due.served, due.claims.length]).toEqual([['a1', 'a2', 'b1'], 2]);
    due.end('a1');
    await due.until(() => due.served.includes('a3'));
    expect(due.claims).toHaveLength(3);
  });

  it('again when any ends where there was no room for more of any', async () => {
    due.put(...[...'abcdefghi'].flatMap((id) => lanes(id, `${id}1`)));
    await due.until(() => due.served.length === CONCURRENCY);
    due.end('b1');
    await due.until(() => due.served.length === CONCURRENCY + 1);
    expect(due.served.at(-1)).toBe('i1');
  });

  it('again when one ended while it asked, which had not been counted as room', async () => {
    due.put(...lanes('a', 'a1', 'a2'));
    await due.until(() => due.served.length === 2);
    let answer: () => void = () => undefined;
    due.asked = new Promise<void>((resolve) => (answer = resolve));
    due.put(...lanes('a', 'a3'));
    await due.until(() => due.claims.length === 3);
    due.end('a1');
    await due.quiet();
    answer();
    await due.until(() => due.served.includes('a3'));
  });

  it('from the beginning where it came to the end from the middle', async () => {
    const middle = { appId: 'm', integrationId: 'm' };
    due.cursors = [middle, START, START];
    due.put();
    await due.until(() => due.claims.length === 4);
    await due.quiet();
    expect(due.claims.slice(1).map(({ from }) => from)).toEqual([START, middle, START]);
  });
});
