import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ps = (columns: string, pid: number): string | undefined =>
  execFileSync('ps', ['-o', columns, '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;

/** The command line of a process; nothing when it is gone, and also while it is ending. */
export function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8') || undefined;
    return ps('command=', pid);
  } catch {
    return undefined;
  }
}

// Counted from the third of proc_pid_stat(5), since the second may hold anything.
const [STATE, THREADS, STARTED] = [0, 17, 19];

/**
 * When a process started, by which it is told from a later one of the same number; nothing when it has ended, which is when
 * its sockets are closed. Linux closes them after it has taken the command line away, and those of a process of several
 * threads with the last of these: the first is called a zombie before.
 */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return startIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const [state = '', ...started] = ps('stat=,lstart=', pid)?.split(/\s+/) ?? [];
    return state.startsWith('Z') ? undefined : started.join(' ') || undefined;
  } catch {
    return undefined;
  }
}

function startIn(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const dead = /[ZX]/.test(fields[STATE] ?? '') && Number(fields[THREADS]) <= 1;
  return dead ? undefined : fields[STARTED];
}

/** Sends a signal to a process that may have ended. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
