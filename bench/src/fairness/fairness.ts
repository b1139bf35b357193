import { receipts, type Receipts } from '../measure/receipt.js';
import type { Options } from '../options.js';
import { startRemote } from '../stage/remote.js';
import { createSpace } from '../stage/space.js';
import type { Stage } from '../stage/stage.js';
import type { Stops } from '../stage/stops.js';
import { footprint, type Footprint } from './footprint.js';
import { TROUBLES, type Trouble, type TroubledTarget } from './troubled-target.js';

/** How one app's deliveries did while the webhook of another was in this trouble. */
export interface FairnessSample extends Receipts, Footprint {}
export type Fairness = Readonly<Record<Trouble, readonly FairnessSample[]>>;

/**
 * Who goes after whom in four rounds: each kind stands once in each place, and comes once after each other. So a kind neither has
 * the quiet half of the run to itself, nor always what another has left behind (a Latin square balanced for what is carried over).
 */
export const ORDERS: readonly (readonly Trouble[])[] = [[0, 1, 3, 2], [1, 2, 0, 3], [2, 3, 1, 0], [3, 0, 2, 1]].map((places) => places.flatMap((place) => TROUBLES[place] ?? []));

/** At 50 posts a second. Short, so that what else the machine does hits all kinds alike: receipts of all rounds are judged together. */
const LEAST_SECONDS = 5;
const BACKLOG_SECONDS = 2;
/** The troubled app goes on posting, less than it is measured beside. */
const [EVERY_MILLISECONDS, CONNECTIONS] = [50, 4];

/**
 * One app posts 50 messages a second to a healthy webhook; beside it, an app with a backlog posts 20 a second to one that is healthy,
 * hangs, trickles or fails. Kinds take turns within a round, in another order in the next, each with an app of its own that ends with it.
 */
export async function measureFairness(stage: Stage, stops: Stops, options: Options, tell: (line: string) => void): Promise<Fairness> {
  const remote = startRemote<TroubledTarget>(new URL('troubled-target.js', import.meta.url));
  stops.add('the troubled target', () => remote.stop());
  const origin = await remote.call('listen', null);
  const samples: Record<Trouble, FairnessSample[]> = { healthy: [], hanging: [], trickling: [], failing: [] };
  await beside(stage, options, `${origin}/healthy`);
  for (let round = 0; round < options.rounds; round++)
    for (const trouble of ORDERS[round % ORDERS.length] ?? TROUBLES) {
      const sample = await beside(stage, options, `${origin}/${trouble}`);
      samples[trouble].push(sample);
      tell(`round ${round + 1}  beside a ${trouble} webhook: p99 ${sample.p99.toFixed(1)} ms, ${sample.sockets} sockets, ${sample.megabytes.toFixed(0)} MB`);
    }
  return samples;
}

async function beside(stage: Stage, { auth, seconds }: Options, target: string): Promise<FairnessSample> {
  const { instruments: { generator }, parley: { origin } } = stage;
  const troubled = await createSpace(stage.account, origin, { auth, target });
  const job = { origin, headers: troubled.headers, shots: troubled.posts, expect: 201 };
  await generator.call('load', { ...job, connections: 16, seconds: BACKLOG_SECONDS });
  const lasting = Math.max(seconds, LEAST_SECONDS);
  const background = generator.call('paced', { ...job, connections: CONNECTIONS, everyMilliseconds: EVERY_MILLISECONDS, count: (lasting * 1000) / EVERY_MILLISECONDS });
  const measured = await receipts(stage.instruments, origin, stage.hooked, lasting);
  await background;
  const held = footprint(stage.worker);
  await troubled.unhook();
  return { ...measured, ...held };
}
