import type { Flatness } from '../flat/flat.js';
import type { Sample, Side } from '../measure/measurement.js';
import type { Series } from '../measure/rounds.js';
import { medianOf } from './comparison.js';
import { atMost } from './sealing.js';
import { figure, table } from './table.js';

/** What the issue asks for: nothing costs over a fifth more because more is stored. */
const MOST = 1.2;

const cpu = ({ cpu: { server, postgres } }: Sample): number => server + postgres;
const of = (series: readonly Series[], key: string, value: (sample: Sample) => number, side: Side = 'parley'): number => medianOf(series, side, key, value);

/** CPU microseconds of API and PostgreSQL for one read, with little stored and with much; a ratio over time is corrected by what the baseline's page cost then and now. */
export function flatTable({ few, many, ends }: Flatness): string {
  const drift = of(many, 'page', cpu, 'baseline') / of(few, 'page', cpu, 'baseline');
  const grown = (title: string, key: string): string[] =>
    row(title, [few, key], [many, key], drift);
  const far = (title: string, list: string): string[] => row(title, [ends, `${list}-first`], [ends, `${list}-last`], 1);
  return table([
    ['one read', 'near / few us', 'far / many us', 'p50 ms', 'p50 ms', 'ratio', 'target'],
    grown('user by external id, 1,000 and 1,000,000 users', 'byExternalId'),
    grown('users by e-mail identity, 1,000 and 1,000,000 users', 'byIdentity'),
    far('messages, page 1 and 300 of 30,000', 'messages'),
    far('conversations, first and last page of 100,000', 'conversations'),
  ]) + `\n  the baseline's page cost ${figure(drift)} times as much with many users as with few: ratios of users are divided by it`;
}

type Point = readonly [series: readonly Series[], key: string];

function row(title: string, near: Point, far: Point, drift: number): string[] {
  const value = ([series, key]: Point, pick: (sample: Sample) => number): number => of(series, key, pick);
  const ratio = value(far, cpu) / value(near, cpu) / drift;
  const p50 = ({ p50: middle }: Sample): number => middle;
  return [title, figure(value(near, cpu)), figure(value(far, cpu)), figure(value(near, p50)), figure(value(far, p50)), figure(ratio), atMost(ratio, MOST, '<= 1.2')];
}
