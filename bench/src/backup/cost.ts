import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { cpuOfFamily, cpuOfProcess, parseStat } from '../measure/cpu.js';

/** What something took: seconds by the clock, and of CPU time of every process that had a part in it. */
export interface Cost {
  readonly seconds: number;
  readonly cpu: number;
}

/** CPU seconds of commands of ours that have ended, with all that they started. */
const reaped = (): number => parseStat(readFileSync('/proc/self/stat', 'utf8')).reaped;

/** Measures `work`: what the server spends, commands that end meanwhile, and a process that goes on. */
export async function costOf<T>(postmaster: number, work: () => Promise<T>, worker?: number): Promise<Cost & { readonly result: T }> {
  const cpu = (): number => cpuOfFamily(postmaster) + reaped() + (worker === undefined ? 0 : cpuOfProcess(worker));
  const [began, before] = [performance.now(), cpu()];
  const result = await work();
  return { result, seconds: (performance.now() - began) / 1000, cpu: cpu() - before };
}

/** Runs a line of bash, any part of which may fail it. */
export async function bash(line: string, env: NodeJS.ProcessEnv): Promise<void> {
  await promisify(execFile)('bash', ['-c', `set -o pipefail; ${line}`], { env: { PATH: process.env.PATH, ...env }, maxBuffer: 2 ** 26 });
}

/** The largest that a process has ever been in memory, in MB. */
export function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kilobytes ?? Number.NaN) * 1024) / 1e6;
}
