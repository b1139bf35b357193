import type { Sample } from '../measure/measurement.js';
import type { Series } from '../measure/rounds.js';
import { medianOf } from './comparison.js';
import { figure, table } from './table.js';

const LINES: readonly (readonly [key: string, title: string])[] = [
  ['posted', 'posted to the API, to webhook'],
  ['in-1', 'in by Telegram, to webhook, 1 integration'],
  ['in-200', 'in by Telegram, to webhook, 200 integrations'],
  ['out-1', 'out by Telegram, to the vendor, 1 integration'],
  ['out-200', 'out by Telegram, to the vendor, 200 integrations'],
];

const together = ({ cpu: { server, postgres, worker } }: Sample): number => server + postgres + worker;

/** Messages by channels beside messages that are posted: medians over rounds, and what they are of those of posts. */
export function channelsTable(series: readonly Series[]): string {
  const of = (key: string, value: (sample: Sample) => number): number => medianOf(series, 'parley', key, value);
  const rows = LINES.map(([key, title]) => {
    const [through, cpu] = [of(key, (one) => one.through), of(key, together)];
    return [
      title, figure(through), figure(through / of('posted', (one) => one.through)), figure(of(key, ({ p50 }) => p50)), figure(of(key, ({ p99 }) => p99)),
      ...(['server', 'postgres', 'worker'] as const).map((name) => figure(of(key, (one) => one.cpu[name]))), figure(cpu), figure(cpu / of('posted', together)),
    ];
  });
  const rounds = LINES.map(([key, title]) => [title, ...(series.find((one) => one.key === key)?.samples ?? []).map(({ through }) => figure(through))]);
  return [
    table([['messages, until the last has arrived', 'per second', 'ratio', 'answer p50 ms', 'p99 ms', 'CPU us: API', 'PostgreSQL', 'worker', 'together', 'ratio'], ...rows]),
    table([['per second, by round', ''], ...rounds]),
  ].join('\n\n');
}
