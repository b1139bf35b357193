import type { BackupFigures } from '../backup/backup.js';
import type { Cost } from '../backup/cost.js';
import { median } from '../measure/stats.js';
import { figure, table } from './table.js';

/** A line of issue 5's table. Lower is better, but where `isMore`. */
interface Row {
  readonly work: string;
  readonly ours: string;
  readonly beside: string;
  readonly value: number;
  readonly reach: number;
  readonly goal: number;
  readonly isMore?: boolean;
}

const cost = (costs: readonly Cost[]): string => `${figure(median(costs.map(({ seconds }) => seconds)))} s, ${figure(median(costs.map(({ cpu }) => cpu)))} s CPU`;
/** Of pairs that ran right after each other; the median. */
const ratio = <T>(rounds: readonly T[], of: (round: T) => readonly [number, number]): number => median(rounds.map((round) => of(round)[0] / of(round)[1]));

/** Issue 5's table of figures, as far as each is reached, and what does not fit in it. */
export function backupTable(figures: BackupFigures): string {
  const { rounds, again, oneApp, posting, age, inserts, estimates } = figures;
  const [snapshots, dumps, restores, pgRestores] = [rounds.map(({ snapshot }) => snapshot), rounds.map(({ dump }) => dump), rounds.map(({ restore }) => restore), rounds.map(({ pgRestore }) => pgRestore)];
  const first = median(rounds.map(({ storedBytes }) => storedBytes));
  const rate = (loads: BackupFigures['posting']['during']): number => median(loads.map(({ perSecond }) => perSecond));
  const [quiet, busy] = [rate(posting.without), rate(posting.during)];
  const peak = Math.max(inserts.perSecond, age.perSecond);
  const rows: Row[] = [
    { work: 'snapshot / pg_dump | zstd | age, time', ours: cost(snapshots), beside: cost(dumps), value: ratio(rounds, ({ snapshot, dump }) => [snapshot.seconds, dump.seconds]), reach: 1, goal: 0.7 },
    ...again.filter(({ judged }) => judged).map(({ what, storedBytes }): Row => ({ work: `second snapshot, ${what}: % stored again`, ours: `${figure(storedBytes / 1e6)} MB`, beside: `${figure(first / 1e6)} MB`, value: (storedBytes * 100) / first, reach: 5, goal: 2 })),
    { work: 'full restore / pg_restore -j2, time', ours: cost(restores), beside: cost(pgRestores), value: ratio(rounds, ({ restore, pgRestore }) => [restore.seconds, pgRestore.seconds]), reach: 0.65, goal: 0.4 },
    { work: 'replay / peak write rate', ours: `${figure(figures.replayedPerSecond)} rows/s`, beside: `${figure(peak)} rows/s`, value: figures.replayedPerSecond / peak, reach: 5, goal: 10, isMore: true },
    { work: 'one app of 40 / full restore, time', ours: cost([oneApp]), beside: cost(restores), value: oneApp.seconds / median(restores.map(({ seconds }) => seconds)), reach: 0.15, goal: 0.05 },
    ...Object.entries(age.zones).map(([zone, seconds]): Row => ({ work: `newest in zone ${zone}, p95, seconds`, ours: '', beside: `${figure(age.perSecond)} posts/s`, value: seconds, reach: 3, goal: 1.5 })),
    { work: `a zone away for ${figures.awaySeconds} s: catch-up, seconds`, ours: '', beside: '', value: figures.catchUpSeconds, reach: 120, goal: 30 },
    { work: 'worker memory, peak, MB', ours: '', beside: '', value: figures.workerMegabytes, reach: 320, goal: 200 },
    { work: 'posting slower beside a snapshot by %', ours: `${figure(busy)} posts/s`, beside: `${figure(quiet)} posts/s`, value: ((quiet - busy) * 100) / quiet, reach: 15, goal: 5 },
  ];
  return [
    `  ${figures.messages} messages of 40 apps, ${figure(figures.databaseMegabytes)} MB; ${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'}, medians`,
    table([['work', 'Parley', 'beside', 'figure', 'reach', 'goal', ''], ...rows.map(lineOf)]),
    table([['snapshot after a change', 'stored MB', '% of the first', 'seconds'], ...again.map(({ what, storedBytes, seconds }) => [what, figure(storedBytes / 1e6), figure((storedBytes * 100) / first), figure(seconds)])]),
    table([['posts, 16 connections', 'per second', 'p50 ms', 'p99 ms'], ...([['no snapshot', posting.without], ['beside a snapshot', posting.during]] as const).map(([what, loads]) => [what, figure(rate(loads)), figure(median(loads.map(({ p50 }) => p50))), figure(median(loads.map(({ p99 }) => p99)))])]),
    table([['under that load', 'posts per second', ...Object.keys(age.cpu).map((name) => `${name}, cores`)], ['of 2000 asked for', figure(age.perSecond), ...Object.values(age.cpu).map(figure)]]),
    table([['estimate, told before', 'seconds told', 'seconds taken', 'off by %', 'reach', ''], ...estimates.map(({ what, told, took }) => [what, figure(told), figure(took), figure(offBy(told, took)), '<= 20', Number.isNaN(told) ? 'not measured' : offBy(told, took) <= 20 ? 'reached' : 'missed'])]),
    table([['seconds, by round', ...rounds.map((_, round) => String(round + 1))], ...([['dump', dumps], ['snapshot', snapshots], ['pg_restore', pgRestores], ['restore', restores]] as const).map(([what, costs]) => [what, ...costs.map(({ seconds }) => figure(seconds))])]),
  ].join('\n\n');
}

/** By how much what was told was wrong, in per cent of what it took. */
const offBy = (told: number, took: number): number => (Math.abs(told - took) * 100) / took;

const lineOf = ({ work, ours, beside, value, reach, goal, isMore = false }: Row): string[] => {
  const sign = isMore ? '>=' : '<=';
  return [work, ours, beside, figure(value), `${sign} ${reach}`, `${sign} ${goal}`, judged(value, reach, goal, isMore)];
};

/** What a figure comes to: a target that is missed is told with by how much. */
export function judged(value: number, reach: number, goal: number, isMore = false): string {
  const by = isMore ? reach / value : value / reach;
  const isGoal = isMore ? value >= goal : value <= goal;
  if (Number.isNaN(by)) return 'not measured';
  if (isGoal) return 'goal';
  return by <= 1 ? 'reached' : `missed: ${figure(by)} times the limit`;
}
