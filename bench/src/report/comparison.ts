import type { Sample, Side } from '../measure/measurement.js';
import type { Series } from '../measure/rounds.js';
import { median } from '../measure/stats.js';
import { figure, table } from './table.js';

/** What the issue asks for; everything else is information. */
const LEAST_THROUGHPUT = 0.35;
const MOST_LATENCY = 2.5;

type Value = 'perSecond' | 'p50' | 'p99';

interface Line {
  readonly title: string;
  readonly key: string;
  /** What of the baseline it is compared with. */
  readonly against: string;
  readonly value: Value;
  readonly target?: 'throughput' | 'latency';
}

const UNITS: Record<Value, string> = { perSecond: 'per second', p50: 'p50 ms', p99: 'p99 ms' };
const VALUES: readonly Value[] = ['perSecond', 'p50', 'p99'];

const postLines = [1, 16, 64].flatMap((connections) => VALUES.map((value): Line => ({
  title: `POST message, ${connections} connection${connections === 1 ? '' : 's'}`, key: `post-${connections}`, against: `post-${connections}`, value,
  target: targetOf(connections, value),
})));

const LINES: readonly Line[] = [
  ...postLines,
  ...VALUES.map((value): Line => ({ title: 'GET page of 100, 16 connections', key: 'page', against: 'page', value })),
  ...[1, 16, 64].map((connections): Line => ({
    title: `POST, no webhook, ${connections}`, key: `post-plain-${connections}`, against: `post-${connections}`, value: 'perSecond',
  })),
  { title: 'POST, no webhook, 16 apps, 16', key: 'post-apps', against: 'post-16', value: 'perSecond' },
  { title: 'POST, one conversation, 16', key: 'post-single', against: 'post-16', value: 'perSecond' },
];

function targetOf(connections: number, value: Value): Line['target'] {
  if (connections === 1) return value === 'p50' ? 'latency' : undefined;
  return value === 'perSecond' ? 'throughput' : undefined;
}

/** The median over rounds of one value. */
export function medianOf(series: readonly Series[], side: Side, key: string, of: (sample: Sample) => number): number {
  return median(series.find((one) => one.side === side && one.key === key)?.samples.map(of) ?? []);
}

/** Parley beside the baseline: medians, ratios, and whether the targets are reached. */
export function comparison(series: readonly Series[]): string {
  const rows = LINES.map(({ title, key, against, value, target }) => {
    const [floor, ours] = [medianOf(series, 'baseline', against, (one) => one[value]), medianOf(series, 'parley', key, (one) => one[value])];
    return [title, UNITS[value], figure(floor), figure(ours), figure(ours / floor), verdict(target, ours / floor)];
  });
  return table([['', '', 'baseline', 'parley', 'ratio', 'target'], ...rows]);
}

/** Whether a ratio to the baseline reaches what the issue asks for: throughput at least 0.35 of it, latency at most 2.5 times; nothing where no target is set. */
export function verdict(target: Line['target'], ratio: number): string {
  if (target === undefined) return '';
  const [wanted, reached] = target === 'throughput' ? [`>= ${LEAST_THROUGHPUT}`, ratio >= LEAST_THROUGHPUT] : [`<= ${MOST_LATENCY}`, ratio <= MOST_LATENCY];
  return `${wanted} ${reached ? 'reached' : 'NOT reached'}`;
}
