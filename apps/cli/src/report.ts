import { AppError, ConfigError } from '@parley/kernel';
import { DatabaseUnfit } from '@parley/persistence';
import { PostgresError } from '@parley/postgres';
import { StartError } from './start-error.js';

const TOLD = [AppError, ConfigError, DatabaseUnfit, PostgresError, StartError];

/** The one line for an error. Another program's message might hold an address or a statement, so only its code is shown. */
export function line(error: unknown): string {
  if (TOLD.some((kind) => error instanceof kind)) return (error as Error).message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error instanceof Error ? `${error.name}: ${error.message}` : 'Unknown error';
  return /^E[A-Z]+$/.test(code) ? `The database does not answer (${code})` : `The database refused (${code})`;
}

/** Writes for the person at the terminal. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Writes what went wrong, on one line. */
export const complain = (text: string): void => void process.stderr.write(`parley: ${text.replaceAll('\n', ' ')}\n`);
