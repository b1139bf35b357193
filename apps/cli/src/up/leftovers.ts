import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writePrivateFile } from '../data-dir/write-file.js';
import { API, WORKER } from './app.js';
import { commandOf, signal, startOf } from './process-info.js';

const POLL_MS = 50;
const fileIn = (dataDir: string): string => join(dataDir, 'processes.json');

interface AppProcess {
  readonly pid: number;
  readonly started: string;
}

/** Remembers which processes run, for the start after a kill -9. */
export function remember(dataDir: string, pids: readonly number[]): void {
  const running = pids.map((pid) => ({ pid, started: startOf(pid) })).filter(({ started }) => started !== undefined);
  writePrivateFile(fileIn(dataDir), JSON.stringify(running));
}

const isAlive = ({ pid, started }: AppProcess): boolean => {
  const now = startOf(pid);
  return now !== undefined && now === started;
};

/** One that is ending has no command line any more, and holds its ports still. */
const isOurs = (app: AppProcess): boolean => {
  if (!isAlive(app)) return false;
  const command = commandOf(app.pid);
  return command === undefined || [API, WORKER].some(({ main }) => command.includes(main));
};

/**
 * Ends the apps that outlived a killed supervisor: told first, killed when they take longer than `seconds`. Resolves when
 * they have ended, and their ports are free.
 */
export async function endLeftovers(dataDir: string, seconds: number): Promise<void> {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return;
  const apps = (JSON.parse(readFileSync(file, 'utf8')) as AppProcess[]).filter(isOurs);
  apps.forEach(({ pid }) => signal(pid, 'SIGTERM'));
  for (let left = (seconds * 1000) / POLL_MS; apps.some(isAlive); left -= 1) {
    if (left <= 0) apps.filter(isAlive).forEach(({ pid }) => signal(pid, 'SIGKILL'));
    await delay(POLL_MS);
  }
}
