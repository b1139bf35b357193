import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { RefusedAuthentications } from '@parley/audit-log';
import { LOGGER, type Logger } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { clientAddress } from '../metrics/client-address.js';
import type { ApiRequest } from '../http/request.js';

const EVERY_MS = 60_000;

/** Puts refused authentications on the record: counted, one entry a minute for each key and address. */
@Injectable()
export class RefusalRecorder implements OnModuleInit, BeforeApplicationShutdown {
  private readonly refused: RefusedAuthentications;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.refused = new RefusedAuthentications(database);
  }

  /** Counts a request whose credentials were refused; one that brought none tried nothing. */
  note(request: ApiRequest): void {
    if (request.headers.authorization === undefined) return;
    this.refused.note({ principal: request.attempt?.key?.principal, address: clientAddress(request) });
  }

  /** Writes down what was counted since the last time. Never rejects: what could not be written counts on. */
  async flush(): Promise<void> {
    await this.refused.flush().catch((error: unknown) => this.logger.error({ err: error }, 'refused authentications are not yet on the record'));
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
