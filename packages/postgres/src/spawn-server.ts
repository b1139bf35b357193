import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { ServerUser } from './server-user.js';

export interface ServerProgram {
  readonly program: string;
  /** Arguments, given the path under which the program reaches each of `folders`. */
  readonly args: (paths: readonly string[]) => readonly string[];
  readonly folders: readonly string[];
  /** Open file that takes what the program prints. */
  readonly output: number;
  readonly user: ServerUser | undefined;
}

const FIRST_INHERITED = 3;

/**
 * Starts a program of PostgreSQL in a session of its own (a Ctrl-C at the terminal is for the supervisor alone).
 * Another user may be unable to walk to the folders, below a 0700 folder of root's. So we open them and hand them
 * down: `/proc/self/fd/N` leads there without walking the path, for the program and for all that it forks.
 */
export function spawnServer({ program, args, folders, output, user }: ServerProgram): ChildProcess {
  const handDown = user !== undefined && process.platform === 'linux';
  const open = handDown ? folders.map((folder) => openSync(folder, 'r')) : [];
  const paths = handDown ? open.map((_, index) => `/proc/self/fd/${FIRST_INHERITED + index}`) : folders;
  try {
    return spawn(program, [...args(paths)], {
      ...user,
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', output, output, ...open],
    });
  } finally {
    open.forEach((folder) => closeSync(folder));
  }
}
