import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, exchange } from '../load/exchange.js';
import type { Generator } from '../load/generator.js';
import type { Shot } from '../load/job.js';
import type { Instruments } from '../measure/sample.js';
import { startVendor, type Vendor } from '../channels/vendor.js';
import type { Options } from '../options.js';
import type { Target } from '../target/target.js';
import { startBaseline } from './baseline.js';
import { startDatabase } from './database.js';
import type { Measured } from './measurements.js';
import { businessMessage } from './messages.js';
import { startParley, type RunningApi } from './parley.js';
import { startRemote } from './remote.js';
import { rest, type Rest } from './rest.js';
import { authorization } from './credentials.js';
import { createSpace, type Space } from './space.js';
import type { Stops } from './stops.js';
import type { Subject } from './subject.js';

/** Everything that runs while the bench measures. */
export interface Stage extends Measured {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly postmaster: number;
  readonly worker: number;
  /** What Parley's apps are started with. */
  readonly env: NodeJS.ProcessEnv;
  /** Calls the API as the account that all apps belong to. */
  readonly account: Rest;
  readonly instruments: Instruments;
  /** The vendor of channels, where those are measured. */
  readonly vendor?: Vendor;
  /** Starts one more API on the same database. */
  readonly startApi: (nodeOptions: readonly string[]) => Promise<RunningApi>;
}

/** Messages in the conversation whose newest 100 are read. */
const PAGE_OF = 300;
/** Apps that share 64 conversations. */
const APPS = 16;

/** Starts and fills everything; what is started is also noted in `stops`. */
export async function setStage({ auth, only }: Options, stops: Stops): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  stops.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  const database = await startDatabase(join(folder, 'postgres'));
  stops.add('PostgreSQL', () => database.stop());

  const generator = startRemote<Generator>(new URL('../load/generator.js', import.meta.url));
  stops.add('the load generator', () => generator.stop());
  const target = startRemote<Target>(new URL('../target/target.js', import.meta.url));
  stops.add('the webhook target', () => target.stop());
  const baseline = await startBaseline(database.baselineUrl);
  stops.add('the baseline', () => baseline.stop());

  const vendor = only === 'channels' ? await startVendor(stops) : undefined;
  const parley = await startParley(database, folder, stops, vendor && { PARLEY_CHANNEL_URLS: `telegram=${vendor.url}`, PARLEY_CHANNEL_RATES: 'telegram=1000000/1000000' });
  const account = rest(parley.api.origin, authorization(parley.accountKey, 'account', auth));
  const hooked = await createSpace(account, parley.api.origin, { auth, target: await target.call('listen', null) });
  const plain = await createSpace(account, parley.api.origin, { auth });
  const many = await Promise.all(Array.from({ length: APPS }, () => createSpace(account, parley.api.origin, { auth, conversations: 64 / APPS })));
  return {
    folder, databaseUrl: database.adminUrl, postmaster: database.postmaster, worker: parley.worker, env: parley.env, startApi: parley.startApi, account, vendor,
    instruments: { generator, target }, baseline, parley: { ...parley.api, headers: {} }, hooked, plain, many: interleaved(many),
    baselinePage: await fillBaseline(baseline), parleyPage: await plain.fill(PAGE_OF),
  };
}

/** A post to the first app, one to the second, and so on, round and round. */
const interleaved = (spaces: readonly Space[]): Shot[] =>
  (spaces[0]?.posts ?? []).flatMap((_, turn) => spaces.flatMap(({ posts }) => posts[turn] ?? []));

async function fillBaseline({ origin, headers }: Subject): Promise<Shot> {
  const client = connect(origin);
  const path = '/page';
  for (let count = 0; count < PAGE_OF; count++) {
    await exchange(client, { method: 'POST', path, body: businessMessage() }, headers, () => false);
  }
  await client.close();
  return { method: 'GET', path };
}
