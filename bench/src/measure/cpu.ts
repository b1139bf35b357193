import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's CPU time in hundredths of a second (USER_HZ), whatever the kernel's own tick is. */
const SECONDS_PER_TICK = 0.01;

interface ProcessTimes {
  readonly parent: number;
  /** CPU seconds of the process itself. */
  readonly own: number;
  /** CPU seconds of children that ended and were waited for. */
  readonly reaped: number;
}

/** Reads a line of `/proc/<pid>/stat` (proc(5)). The name in brackets may hold spaces and brackets: fields are counted after the last one. */
export function parseStat(line: string): ProcessTimes {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ').map(Number);
  const [parent, user, system, reapedUser, reapedSystem] = [1, 11, 12, 13, 14].map((index) => fields[index] ?? 0) as [
    number, number, number, number, number,
  ];
  return { parent, own: (user + system) * SECONDS_PER_TICK, reaped: (reapedUser + reapedSystem) * SECONDS_PER_TICK };
}

const read = (pid: number | string): ProcessTimes | undefined => {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined; // it ended between the listing and the reading
  }
};

/** CPU seconds that one process used so far; 0 where there is no /proc. */
export const cpuOfProcess = (pid: number): number => read(pid)?.own ?? 0;

/** CPU seconds of a process and of all its children, living or ended: PostgreSQL with its backends. */
export function cpuOfFamily(pid: number): number {
  const head = read(pid);
  if (head === undefined) return 0;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(read)
    .filter((times) => times?.parent === pid);
  return children.reduce((sum, times) => sum + (times?.own ?? 0) + (times?.reaped ?? 0), head.own + head.reaped);
}
