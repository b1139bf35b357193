import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { Logger, Settings } from '@parley/kernel';
import type { SessionOptions } from '@parley/persistence';
import { PlatformModule } from '@parley/platform';
import { CONTROLLERS } from './controllers.js';
import { ReadinessService } from './health/readiness.service.js';
import { AccessGuard } from './http/access.guard.js';
import { BodyPipe } from './http/body.pipe.js';
import { ErrorFilter } from './http/error.filter.js';
import { CustomIntegrations } from './integrations/custom-integrations.js';

/** The API app: the platform, with HTTP in front of it. */
@Module({})
export class ApiModule {
  static forRoot(settings: Settings, logger: Logger, session?: SessionOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [PlatformModule.forRoot(settings, logger, session)],
      controllers: CONTROLLERS,
      providers: [
        ReadinessService,
        CustomIntegrations,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: BodyPipe },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
