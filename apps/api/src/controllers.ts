import type { Type } from '@nestjs/common';
import { AppKeysController } from './app-keys/app-keys.controller.js';
import { AppsController } from './apps/apps.controller.js';
import { HealthController } from './health/health.controller.js';

/** Every controller of the API, one a resource. A new resource adds its line here. */
export const CONTROLLERS: Type[] = [
  AppsController,
  AppKeysController,
  HealthController,
];
