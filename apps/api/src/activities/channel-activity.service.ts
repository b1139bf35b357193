import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { ActivityPost } from '@parley/contracts';
import { ReachedClient } from '@parley/conversations';
import { ChannelSignals, VendorFault, type Signal } from '@parley/integrations';
import { LOGGER, type AppId, type Logger, type RequestContext } from '@parley/kernel';

const SIGNALS: Readonly<Record<ActivityPost['type'], Signal | undefined>> = { 'typing:start': 'typing', 'typing:stop': undefined, 'conversation:read': 'read' };

/** What is under way at once: vendors that are slow keep no more of it, and what is beyond is not shown. */
const AT_ONCE = 64;

/** Shows people on channels that the business types, or has read. It is worth something for seconds, so it is kept nowhere and tried once (ADR 0168). */
@Injectable()
export class ChannelActivity implements BeforeApplicationShutdown {
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly reached: ReachedClient,
    private readonly signals: ChannelSignals,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Returns at once, and tells nobody what came of it but the log. */
  show({ appId }: RequestContext, conversationId: string, { author, type }: ActivityPost): void {
    const signal = author.type === 'business' ? SIGNALS[type] : undefined;
    if (signal === undefined || this.underway.size >= AT_ONCE) return;
    const shown: Promise<void> = this.tell(appId, conversationId, signal).catch((error: unknown) => this.note(error)).finally(() => this.underway.delete(shown));
    this.underway.add(shown);
  }

  /** Whoever asks a vendor is answered, or given up by it, within its time. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underway);
  }

  private async tell(appId: AppId, conversationId: string, signal: Signal): Promise<void> {
    const to = await this.reached.find(appId, conversationId);
    if (to) await this.signals.show(appId, to, signal);
  }

  /** That a vendor does not take it concerns nobody until it does not take a message. */
  private note(error: unknown): void {
    if (error instanceof VendorFault) this.logger.debug({ faultClass: error.faultClass, code: error.code }, 'a channel did not show what the business does');
    else this.logger.warn({ err: error }, 'what the business does was not shown on a channel');
  }
}
