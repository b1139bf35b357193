import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.js';
import { descendantsOf, stillRunning, type ProcessEntry } from './process-table.js';

/** A line that somebody has typed at a terminal, running in a process group of its own. */
export interface ShellProcess {
  /** All that it has written. */
  output(): string;
  /** Whether the shell runs. */
  running(): boolean;
  /** What the shell has started. */
  processes(): ProcessEntry[];
  /** SIGTERM to the whole group. Resolves when all that it started has ended, also what guards others (pnpm has such a one); rejects after 30 s. */
  stop(): Promise<void>;
}

/** Types the line. */
export function shellProcess(line: string, cwd: string, env: Readonly<Record<string, string>>): ShellProcess {
  const child = spawn('sh', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const { pid = -1 } = child;
  const processes = (): ProcessEntry[] => descendantsOf(pid);
  return {
    output: () => output,
    running,
    processes,
    stop: async () => {
      const before = processes();
      if (running()) process.kill(-pid, 'SIGTERM');
      await closed;
      await eventually('the end of all that the line started', () => stillRunning(before).length === 0);
    },
  };
}
