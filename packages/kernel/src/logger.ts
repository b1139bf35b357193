import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Nest token of the process's logger. */
export const LOGGER: unique symbol = Symbol('LOGGER');

/**
 * Names under which a secret or a customer's words could travel. The rule is not to log them at all;
 * this is the net below, two levels deep.
 */
const REDACTED = ['authorization', 'password', 'secret', 'token', 'databaseUrl', 'adminDatabaseUrl', 'body', 'content', 'payload'];

/** What may be said of an error: never its enumerable fields, which a database driver fills with row values (`detail`, `where`). */
const describeError = (error: Error & { code?: unknown }) => ({
  type: error.name,
  message: error.message,
  ...(typeof error.code === 'string' && { code: error.code }),
  stack: error.stack,
});

/** Structured logs, one JSON object a line, on stdout unless a destination is given. `name` is the process (`api`, `worker`); `level` one of pino's. */
export function createLogger(name: string, level: string, destination: DestinationStream = pino.destination(1)): Logger {
  const options = {
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    serializers: { err: describeError },
  };
  return pino(options, destination);
}
