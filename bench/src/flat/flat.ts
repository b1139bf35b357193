import pg from 'pg';
import type { Measurement, Side } from '../measure/measurement.js';
import { meter } from '../measure/meters.js';
import { runRounds, type Series } from '../measure/rounds.js';
import type { Options } from '../options.js';
import { openKeyrings } from '../sealing/keyrings.js';
import type { Stage } from '../stage/stage.js';
import type { Stops } from '../stage/stops.js';
import { addUsers, settle } from './bulk.js';
import type { FlatApp } from './flat-app.js';
import { busyUser, longConversation } from './long-lists.js';
import { lookedUp } from './looked-up.js';

const [FEW_USERS, MANY_USERS, MESSAGES, CONVERSATIONS] = [1000, 1_000_000, 30_000, 100_000];
const LOOKED_UP = 64;

/** Look-ups with few users and with many, and both ends of long lists. */
export interface Flatness {
  readonly few: readonly Series[];
  readonly many: readonly Series[];
  readonly ends: readonly Series[];
}

/** Reads one after the other, with little stored and with much; each time beside the baseline's page, which tells what the machine did meanwhile. */
export async function measureFlatness(stage: Stage, stops: Stops, { rounds, seconds }: Options, tell: (line: string) => void): Promise<Flatness> {
  const app = await growingApp(stage, stops);
  const keyrings = await openKeyrings(stage.env);
  stops.add('the keyrings', () => keyrings.stop());
  const meters = { baseline: meter(stage.baseline.pid, stage.postmaster), parley: meter(stage.parley.pid, stage.postmaster, stage.worker) };
  const run = async (sets: Readonly<Record<string, readonly string[]>>): Promise<Series[]> => {
    const jobs = (length: number): Measurement[] => [
      ...Object.entries(sets).map(([name, paths]) => reads(stage, 'parley', name, stage.plain.headers, paths, length)),
      reads(stage, 'baseline', 'page', stage.baseline.headers, [stage.baselinePage.path], length),
    ];
    await runRounds(stage.instruments, [jobs(1)], meters, 1, () => undefined);
    return runRounds(stage.instruments, [jobs(seconds)], meters, rounds, tell);
  };

  tell(`making ${FEW_USERS} users`);
  const { ids: [user = '', busy = ''], ...lookUps } = await lookedUp(app, keyrings, LOOKED_UP);
  await addUsers(app.client, app.id, user, FEW_USERS - LOOKED_UP);
  await settle(app.client);
  const few = await run(lookUps);
  tell(`making ${MANY_USERS} users`);
  await addUsers(app.client, app.id, user, MANY_USERS - FEW_USERS);
  await settle(app.client);
  const many = await run(lookUps);

  tell(`making a conversation with ${MESSAGES} messages and a user with ${CONVERSATIONS} conversations`);
  const messages = await longConversation(app, user, MESSAGES);
  const conversations = await busyUser(app, busy, CONVERSATIONS);
  await settle(app.client);
  const ends = await run({
    'messages-first': [messages.first], 'messages-last': [messages.last],
    'conversations-first': [conversations.first], 'conversations-last': [conversations.last],
  });
  return { few, many, ends };
}

/** The app of the posts without webhook, whose key the reads use. */
async function growingApp({ databaseUrl, plain, account }: Stage, stops: Stops): Promise<FlatApp> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  stops.add('the maker of rows', () => client.end());
  const id = /^\/v2\/apps\/(\w+)\//.exec(plain.posts[0]?.path ?? '')?.[1] ?? '';
  const base = `/v2/apps/${id}`;
  await account('PATCH', base, { settings: { multiConvoEnabled: true } });
  return { id, base, call: account, client };
}

function reads(stage: Stage, side: Side, key: string, headers: Readonly<Record<string, string>>, paths: readonly string[], seconds: number): Measurement {
  const shots = paths.map((path) => ({ method: 'GET' as const, path }));
  return { key, side, delivers: false, job: () => Promise.resolve({ origin: stage[side].origin, headers, connections: 1, seconds, shots, expect: 200 }) };
}
