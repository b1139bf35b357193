import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writePrivateFile } from '../data-dir/write-file.js';
import { API, WORKER } from './app.js';
import { commandOf, signal } from './process-info.js';

const POLL_MS = 50;
const fileIn = (dataDir: string): string => join(dataDir, 'processes.json');

/** Remembers which processes run, for the start after a kill -9. */
export const remember = (dataDir: string, pids: readonly number[]): void => writePrivateFile(fileIn(dataDir), JSON.stringify(pids));

const isOurs = (pid: number): boolean => {
  const command = commandOf(pid);
  return command !== undefined && [API, WORKER].some(({ main }) => command.includes(main));
};

/** Ends the apps that outlived a killed supervisor: told first, killed when they take longer than `seconds`. */
export async function endLeftovers(dataDir: string, seconds: number): Promise<void> {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return;
  const pids = (JSON.parse(readFileSync(file, 'utf8')) as number[]).filter(isOurs);
  pids.forEach((pid) => signal(pid, 'SIGTERM'));
  for (let left = (seconds * 1000) / POLL_MS; pids.some(isOurs); left -= 1) {
    if (left <= 0) pids.filter(isOurs).forEach((pid) => signal(pid, 'SIGKILL'));
    await delay(POLL_MS);
  }
}
