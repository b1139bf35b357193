import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Generator } from '../load/generator.js';
import { median } from '../measure/stats.js';
import type { Options } from '../options.js';
import { authorization } from '../stage/credentials.js';
import { startRemote } from '../stage/remote.js';
import { rest } from '../stage/rest.js';
import { createSpace } from '../stage/space.js';
import type { Stops } from '../stage/stops.js';
import { snapshotNow, takeAgain, type Again } from './again.js';
import { compare, type Compared } from './compared.js';
import { costOf, peakMegabytes, type Cost } from './cost.js';
import { estimated, type Estimated } from './estimated.js';
import { Filler, makeApps } from './fill.js';
import { insertBare } from './inserts.js';
import { untilCaughtUp } from './lag.js';
import { ageUnderLoad, beside, posterOf, zoneAway } from './posting.js';
import { startPostgresql15 } from './postgresql-15.js';
import { Product } from './product.js';
import { restored } from './restored.js';
import { installTools } from './tools.js';

/** All that was measured; issue 5's table is made of it. */
export interface BackupFigures {
  readonly messages: number;
  readonly databaseMegabytes: number;
  readonly rounds: readonly Compared[];
  readonly again: readonly Again[];
  readonly oneApp: Cost;
  readonly estimates: readonly Estimated[];
  readonly posting: Awaited<ReturnType<typeof beside>>;
  readonly age: Awaited<ReturnType<typeof ageUnderLoad>>;
  readonly awaySeconds: number;
  readonly catchUpSeconds: number;
  /** Bare inserts of this machine, and replaying the same rows: per second. */
  readonly inserts: { readonly rows: number; readonly perSecond: number };
  readonly replayedPerSecond: number;
  readonly workerMegabytes: number;
  /** The superuser's URL, for what the machine is said to be. */
  readonly databaseUrl: string;
}

/** The app that is restored alone: with about a fortieth of everything. */
const AVERAGE_APP = 8;
/** Behind by no more than this, a zone has what was committed, in seconds. */
const NOT_BEHIND = 3;
const [AGE_SECONDS, INSERT_SECONDS, LONGEST_SECONDS] = [20, 10, 300];

/** Fills Debian's PostgreSQL 15 with the product's tables, has the product back it up, and measures beside Debian's own tools. */
export async function measureBackup({ rounds, megabytes, away }: Options, stops: Stops, tell: (line: string) => void): Promise<BackupFigures> {
  installTools(tell);
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  stops.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  const server = await startPostgresql15();
  stops.add('PostgreSQL 15', () => server.stop());
  const generator = startRemote<Generator>(new URL('../load/generator.js', import.meta.url));
  stops.add('the load generator', () => generator.stop());

  const template = new Product(folder, server, 'parley', stops);
  const accountKey = await template.prepare();
  const first = await template.startApi();
  tell('making the apps');
  const apps = await makeApps(first.origin, accountKey);
  await first.stop();
  const messages = await new Filler(template, apps).fill(megabytes, tell);
  await server.run(template.database, 'vacuum analyze', 'checkpoint');
  const [size] = await server.run<{ bytes: number }>(template.database, 'select pg_database_size(current_database())::float8 as bytes');

  const { rounds: compared, living } = await compare(server, template, folder, rounds, tell);
  const again = await takeAgain(server, living, new Filler(living.product, apps), megabytes, tell);
  await untilCaughtUp(living.worker.metrics, NOT_BEHIND, LONGEST_SECONDS);
  const appId = apps[AVERAGE_APP]?.id ?? '';
  const oneApp = await costOf(server.postmaster, () => living.product.run('restore', '--app', appId, '--json'));
  await living.product.run('restore', 'discard', '--of', appId);
  tell(`one app: ${oneApp.seconds.toFixed(1)} s`);
  const estimates = await estimated(server, living, appId);
  tell('what commands say beforehand is compared with what they take');

  const api = await living.product.startApi();
  const space = await createSpace(rest(api.origin, authorization(accountKey, 'account', 'basic')), api.origin, { auth: 'basic' });
  const poster = posterOf(generator, api.origin, space);
  const posting = await beside(server, living, poster, rounds, Math.max(3, Math.round(median(again.map(({ seconds }) => seconds)))));
  const age = await ageUnderLoad(living, poster, AGE_SECONDS, { API: api.pid, PostgreSQL: server.postmaster, worker: living.worker.pid });
  tell(`posts per second: ${Math.round(age.perSecond)}`);
  const catchUpSeconds = await zoneAway(living, poster, away);
  tell(`a zone that was away for ${away} s caught up in ${catchUpSeconds.toFixed(1)} s`);
  await api.stop();

  await snapshotNow(server, living);
  const inserts = await insertBare(server.url(living.product.database), apps, INSERT_SECONDS);
  await untilCaughtUp(living.worker.metrics, NOT_BEHIND, LONGEST_SECONDS);
  const { replaySeconds } = await restored(server, living.product);
  return {
    messages, databaseMegabytes: (size?.bytes ?? 0) / 1e6, rounds: compared, again, oneApp, estimates, posting, age, awaySeconds: away, catchUpSeconds, inserts,
    replayedPerSecond: inserts.rows / replaySeconds, workerMegabytes: peakMegabytes(living.worker.pid), databaseUrl: server.url(living.product.database),
  };
}
