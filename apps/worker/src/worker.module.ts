import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger, Settings } from '@parley/kernel';
import { PlatformModule } from '@parley/platform';

/** The worker app: the platform, without HTTP. */
@Module({})
export class WorkerModule {
  static forRoot(settings: Settings, logger: Logger): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.forRoot(settings, logger)] };
  }
}
