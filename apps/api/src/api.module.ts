import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccountsModule } from '@parley/accounts';
import { AttachmentsModule } from '@parley/attachments';
import { AuthModule } from '@parley/auth';
import { ConversationsModule } from '@parley/conversations';
import { IntegrationsModule } from '@parley/integrations';
import type { Logger, Settings } from '@parley/kernel';
import { LegalHoldModule } from '@parley/legal-hold';
import type { SessionOptions } from '@parley/persistence';
import { PlatformModule } from '@parley/platform';
import { WebhooksModule } from '@parley/webhooks';
import { ChannelActivity } from './activities/channel-activity.service.js';
import { RefusalRecorder } from './audit/refusal-recorder.js';
import { CONTROLLERS } from './controllers.js';
import { ReadinessService } from './health/readiness.service.js';
import { AccessGuard } from './http/access.guard.js';
import { BodyPipe } from './http/body.pipe.js';
import { ErrorFilter } from './http/error.filter.js';
import { IntegrationsWithWebhooks } from './integrations/integrations-with-webhooks.js';
import { AddressLimits } from './rate-limits/address-limits.js';
import { RequestLimits } from './rate-limits/request-limits.js';

const DOMAIN = [AccountsModule, AttachmentsModule, AuthModule, ConversationsModule, IntegrationsModule, LegalHoldModule, WebhooksModule];

/** The API app: the platform with every domain module, and HTTP in front of it. */
@Module({})
export class ApiModule {
  static forRoot(settings: Settings, logger: Logger, session?: SessionOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [PlatformModule.forRoot(settings, logger, DOMAIN, session)],
      controllers: CONTROLLERS,
      providers: [
        ReadinessService,
        ChannelActivity,
        RefusalRecorder,
        AddressLimits,
        RequestLimits,
        IntegrationsWithWebhooks,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: BodyPipe },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
