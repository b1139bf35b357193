import { measureBackup } from './backup/backup.js';
import { profileApi } from './measure/api-profile.js';
import { meter } from './measure/meters.js';
import { receipts, type Receipts } from './measure/receipt.js';
import { runRounds } from './measure/rounds.js';
import { median } from './measure/stats.js';
import type { Options } from './options.js';
import { backupTable } from './report/backup.js';
import { comparison } from './report/comparison.js';
import { cpuTable } from './report/cpu.js';
import { busyness, machine } from './report/machine.js';
import { profileTables } from './report/profile.js';
import { backlogTable, faults, roundsTable } from './report/rounds.js';
import { figure } from './report/table.js';
import { PARTS } from './parts.js';
import { sealingTables } from './sealing/sealing.js';
import { measurements } from './stage/measurements.js';
import { setStage } from './stage/stage.js';
import type { Stops } from './stage/stops.js';

const say = (...lines: string[]): void => console.log(lines.join('\n'));
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** Sets the stage, measures, prints. Answers what makes the figures worthless, if anything does. */
export async function measureRounds(options: Options, stops: Stops): Promise<string[]> {
  const { rounds, seconds, auth } = options;
  const busy = busyness();
  if (busy !== undefined) progress(busy);
  if (options.only === 'backup') {
    progress('starting PostgreSQL 15');
    const figures = await measureBackup(options, stops, progress);
    say('', 'backup: the product beside Debian\'s PostgreSQL 15 and its tools', await machine(figures.databaseUrl), ...(busy === undefined ? [] : [busy]), '', backupTable(figures));
    return [];
  }
  progress('starting PostgreSQL, the baseline, the API and the worker');
  const stage = await setStage(options, stops);
  const { baseline, parley, worker, postmaster, hooked, instruments } = stage;
  const meters = { baseline: meter(baseline.pid, postmaster), parley: meter(parley.pid, postmaster, worker) };

  if (options.only !== undefined) {
    const { tables, wrong } = await PARTS[options.only](stage, stops, options, progress);
    say('', `${options.only}: ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`, await machine(stage.databaseUrl), ...(busy === undefined ? [] : [busy]), '', tables);
    return wrong;
  }
  progress('warming up');
  await runRounds(instruments, measurements(stage, 1), meters, 1, () => undefined);
  const series = await runRounds(instruments, measurements(stage, seconds), meters, rounds, progress);
  const deliveries: Receipts[] = [];
  for (let round = 0; round < rounds; round++) deliveries.push(await receipts(instruments, parley.origin, hooked, seconds));

  const wrong = faults(series);
  const lost = deliveries.reduce((sum, one) => sum + one.lost, 0);
  if (lost > 0) wrong.push(`${lost} messages did not arrive at the webhook within 10 s`);
  say(
    '', `Parley beside its baseline: medians of ${rounds} rounds of ${seconds} s, ${auth} credentials`, await machine(stage.databaseUrl), ...(busy === undefined ? [] : [busy]), '',
    comparison(series),
    `  post to webhook receipt at 50 posts/s: p50 ${figure(median(deliveries.map(({ p50 }) => p50)))} ms, p99 ${figure(median(deliveries.map(({ p99 }) => p99)))} ms`,
    '', cpuTable(series), '', roundsTable(series), '', backlogTable(series),
  );
  say('', await sealingTables(stage, stops, rounds, series, progress));
  if (options.profile) {
    progress('profiling the API');
    const { summary, posts } = await profileApi(stage, seconds);
    say('', profileTables(summary, posts));
  }
  if (wrong.length > 0) say('', 'THESE FIGURES ARE WORTH NOTHING:', ...wrong.map((line) => `  ${line}`));
  return wrong;
}
