import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresError } from './postgres-error.js';

/** What a running server writes to `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const [PID_LINE, PORT_LINE, STATUS_LINE] = [0, 3, 7];

/** What `postmaster.pid` says; the process it names may be gone. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[PID_LINE]);
    return pid > 0 ? { pid, port: Number(lines[PORT_LINE]), ready: lines[STATUS_LINE]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process is the server of this very cluster: pids are used again, and a stranger must not be killed. */
export function servesCluster(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}

/** The running server of a cluster, if there is one. */
export function runningPostmaster(cluster: string): Postmaster | undefined {
  const postmaster = readPostmaster(cluster);
  return postmaster !== undefined && servesCluster(postmaster.pid, cluster) ? postmaster : undefined;
}

const [FAST_SECONDS, IMMEDIATE_SECONDS, POLL_MS] = [20, 10, 25];

async function gone(pid: number, cluster: string, seconds: number): Promise<boolean> {
  for (let left = (seconds * 1000) / POLL_MS; left > 0; left -= 1) {
    if (!servesCluster(pid, cluster)) return true;
    await delay(POLL_MS);
  }
  return false;
}

/** Stops a server that outlived its supervisor. Throws PostgresError when it does not end. */
export async function stopOrphan(cluster: string): Promise<void> {
  const orphan = runningPostmaster(cluster);
  if (orphan === undefined) return;
  process.kill(orphan.pid, 'SIGINT');
  if (await gone(orphan.pid, cluster, FAST_SECONDS)) return;
  process.kill(orphan.pid, 'SIGQUIT');
  if (!(await gone(orphan.pid, cluster, IMMEDIATE_SECONDS))) {
    throw new PostgresError(`The database of an earlier start (process ${orphan.pid}) does not stop`);
  }
}
