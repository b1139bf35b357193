import { readFileSync, statSync, truncateSync } from 'node:fs';

const LARGEST_LOG_BYTES = 10_000_000;

/** The last thing the server or initdb said, without the time before it. */
export function lastLine(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const told = lines.findLast((line) => /\b(FATAL|PANIC|error)\b/.test(line)) ?? lines.at(-1) ?? '';
  return told.replace(/^.*?(FATAL|PANIC|error):\s*/, '');
}

/** Empties a log that has grown large; called while no server writes to it. */
export function boundLog(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG_BYTES) truncateSync(log);
}
