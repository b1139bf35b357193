import { rename } from 'node:fs/promises';
import type { Generator } from '../load/generator.js';
import type { LoadJob, LoadResult } from '../load/job.js';
import type { Space } from '../stage/space.js';
import type { Remote } from '../stage/remote.js';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuOfFamily } from '../measure/cpu.js';
import { percentile } from '../measure/stats.js';
import { snapshotBegun } from './again.js';
import type { Living } from './compared.js';
import { lagsDuring, untilCaughtUp } from './lag.js';
import type { Postgresql15 } from './postgresql-15.js';
import { ZONES } from './product.js';

/** Posts through the API, while its worker writes backups. */
export interface Poster {
  readonly load: (seconds: number, connections: number) => Promise<LoadResult>;
}

export const posterOf = (generator: Remote<Generator>, origin: string, { headers, posts }: Space): Poster => ({
  load: async (seconds, connections) => {
    const job: LoadJob = { origin, headers, connections, seconds, shots: posts, expect: 201 };
    const result = await generator.call('load', job);
    if (result.failed > 0) throw new Error(`${result.failed} posts were answered badly, the first: ${result.firstFailure ?? ''}`);
    return result;
  },
});

const CONNECTIONS = 16;
/** A zone that is so far behind is not behind, in seconds: heartbeats come each second. */
const CAUGHT_UP = 3;
const LONGEST_SECONDS = 600;

/** Posts without a snapshot and beside one that has just begun, in turn. */
export async function beside(server: Postgresql15, living: Living, poster: Poster, rounds: number, seconds: number): Promise<{ readonly without: LoadResult[]; readonly during: LoadResult[] }> {
  const [without, during]: [LoadResult[], LoadResult[]] = [[], []];
  await poster.load(2, CONNECTIONS);
  for (let round = 0; round < rounds; round += 1) {
    without.push(await poster.load(seconds, CONNECTIONS));
    const { ended } = await snapshotBegun(server, living);
    during.push(await poster.load(seconds, CONNECTIONS));
    await ended;
  }
  return { without, during };
}

export interface Age {
  readonly perSecond: number;
  /** How old the newest is in each zone, in seconds, at the 95th percentile. */
  readonly zones: Readonly<Record<string, number>>;
  /** CPU seconds of each process, with its children, in a second: what limits the posts. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** Under as much load as the machine takes. */
export async function ageUnderLoad({ worker }: Living, poster: Poster, seconds: number, processes: Readonly<Record<string, number>>): Promise<Age> {
  const spent = (): number[] => Object.values(processes).map(cpuOfFamily);
  const [began, before] = [performance.now(), spent()];
  const { result, zones } = await lagsDuring(worker.metrics, poster.load(seconds, CONNECTIONS));
  const [took, after] = [(performance.now() - began) / 1000, spent()];
  const cpu = Object.fromEntries(Object.keys(processes).map((name, nth) => [name, ((after[nth] ?? 0) - (before[nth] ?? 0)) / took]));
  return { perSecond: result.perSecond, zones: Object.fromEntries(ZONES.map((zone) => [zone, percentile(zones[zone] ?? [], 0.95)])), cpu };
}

/** Takes a zone's directory away for so long while posts go on, and answers how many seconds after its return it had everything. */
export async function zoneAway({ product, worker }: Living, poster: Poster, seconds: number): Promise<number> {
  const [place, elsewhere] = [product.zone('far'), product.zone('far-away')];
  let goes = true;
  const posting = (async () => {
    while (goes) await poster.load(1, 2);
  })();
  try {
    await rename(place, elsewhere);
    await delay(seconds * 1000);
    await rename(elsewhere, place);
    return await untilCaughtUp(worker.metrics, CAUGHT_UP, LONGEST_SECONDS);
  } finally {
    goes = false;
    await posting;
  }
}
