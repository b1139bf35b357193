import { AttachmentsModule } from '@parley/attachments';
import { ConversationsModule } from '@parley/conversations';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger, Settings } from '@parley/kernel';
import type { TimeBounds } from '@parley/persistence';
import { PlatformModule } from '@parley/platform';
import { WebhooksModule } from '@parley/webhooks';

/** Deliveries wait for each other's statements, and take milliseconds: a connection that hangs must not stop them for long. */
export const BOUNDS: TimeBounds = { statementMs: 10_000, answerMs: 12_000 };

/**
 * The worker app: the platform with the domain modules that it works for, and no other: each one more costs every start of a worker. Its commits need not wait for the disk: what a crash of the database undoes
 * (events handed on, deliveries written down) is still in the outbox or the lane, and is done again in the same order.
 */
@Module({})
export class WorkerModule {
  static forRoot(settings: Settings, logger: Logger): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.forRoot(settings, logger, [AttachmentsModule, ConversationsModule, WebhooksModule], { relaxedCommits: true, bounds: BOUNDS })] };
  }
}
