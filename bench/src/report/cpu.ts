import type { CpuSeconds } from '../measure/measurement.js';
import type { Series } from '../measure/rounds.js';
import { medianOf } from './comparison.js';
import { figure, table } from './table.js';

const PROCESSES: readonly (keyof CpuSeconds)[] = ['server', 'postgres', 'worker'];
const TITLES: Record<string, string> = {
  'post-16': 'POST, 16 connections', 'post-64': 'POST, 64 connections', 'post-plain-16': 'POST, no webhook, 16', page: 'page of 100',
};

/** Where the CPU time of one request goes, by process; a delivered post includes its delivery. */
export function cpuTable(series: readonly Series[]): string {
  const rows = series.flatMap(({ side, key }) => {
    const title = TITLES[key];
    if (title === undefined) return [];
    const times = PROCESSES.map((name) => medianOf(series, side, key, (one) => one.cpu[name]));
    return [[`${title} (${side})`, ...times.map(figure), figure(times.reduce((sum, time) => sum + time, 0))]];
  });
  return table([['CPU microseconds each', 'API', 'PostgreSQL', 'worker', 'together'], ...rows]);
}
