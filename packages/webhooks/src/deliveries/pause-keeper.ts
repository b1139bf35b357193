import type { Logger } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import type { DeliveryObserver, DeliveryOptions } from './delivery-options.js';
import { pauseFailing, resumeWebhook, type WebhookKey } from './pauses.js';

/** Looks for webhooks that have failed for long, and pauses them; takes them out of it again when they work. */
export class PauseKeeper {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly db: ScopedSql,
    private readonly options: Pick<DeliveryOptions, 'pauseSeconds' | 'probeSeconds'>,
    private readonly observer: DeliveryObserver,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  start(): void {
    const { pauseSeconds } = this.options;
    if (pauseSeconds > 0) this.timer = setInterval(() => this.tick(), Math.min(10_000, pauseSeconds * 200));
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Its probe was taken. A webhook that stays paused because this failed is probed again. */
  async resume(webhook: WebhookKey): Promise<void> {
    if (await this.db.transaction((tx) => resumeWebhook(tx, webhook))) this.tell(webhook, 'resumed', 'a webhook works again');
  }

  private tick(): void {
    this.looking ??= this.look()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'failing webhooks were not looked for'))
      .finally(() => {
        this.looking = undefined;
      });
  }

  private async look(): Promise<void> {
    const { pauseSeconds, probeSeconds } = this.options;
    for (const webhook of await pauseFailing(this.db, pauseSeconds, probeSeconds)) this.tell(webhook, 'paused', 'a webhook is paused: it has failed for long');
  }

  private tell({ appId, webhookId }: WebhookKey, what: 'paused' | 'resumed', message: string): void {
    this.observer.pausing?.(what);
    this.logger.warn({ appId, webhookId }, message);
  }
}
