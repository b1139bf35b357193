import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process of this machine; a process that ends meanwhile is left out. */
export function processTable(): ProcessEntry[] {
  if (!existsSync('/proc/self/stat')) return fromPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        return [{ pid: Number(name), parent: Number(parent), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }];
      } catch {
        return [];
      }
    });
}

function fromPs(): ProcessEntry[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : [];
  });
}

/** A process's children, their children and so on; parents come before their children. */
export function descendantsOf(pid: number, table: readonly ProcessEntry[] = processTable()): ProcessEntry[] {
  const children = table.filter((entry) => entry.parent === pid);
  return [...children, ...children.flatMap((child) => descendantsOf(child.pid, table))];
}

/** Those of the processes that still run as the programs they were. */
export function stillRunning(processes: readonly ProcessEntry[]): ProcessEntry[] {
  const now = new Map(processTable().map((entry) => [entry.pid, entry.command]));
  return processes.filter(({ pid, command }) => now.get(pid) === command);
}
