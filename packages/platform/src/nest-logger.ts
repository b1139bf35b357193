import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@parley/kernel';

/** Nest's name for itself when it logs an error that it then throws to whoever started it. */
const RETHROWN = 'ExceptionHandler';

/** Nest's own lines through the process's logger; its start-up chatter only at debug, and what its caller is thrown, who tells it in one line. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    const level = stack === RETHROWN || context === RETHROWN ? 'debug' : 'error';
    this.logger[level]({ context, stack }, String(message));
  }
}
