import { cpuOfFamily, cpuOfProcess } from './cpu.js';
import type { CpuSeconds } from './measurement.js';

/** Reads how much CPU time the processes of one side used so far. */
export type Meter = () => CpuSeconds;

/** `worker` is left out for the baseline, which has none. */
export const meter =
  (server: number, postmaster: number, worker?: number): Meter =>
  () => ({
    server: cpuOfProcess(server),
    postgres: cpuOfFamily(postmaster),
    worker: worker === undefined ? 0 : cpuOfProcess(worker),
  });

/** Microseconds for each of `count` between two readings. */
export function perPiece(before: CpuSeconds, after: CpuSeconds, count: number): CpuSeconds {
  const each = (name: keyof CpuSeconds): number => ((after[name] - before[name]) * 1e6) / count;
  return { server: each('server'), postgres: each('postgres'), worker: each('worker') };
}
