import { Module } from '@nestjs/common';
import { IntegrationsService } from './integrations/integrations.service.js';

/** Integrations. Needs the global `Database`. */
@Module({ providers: [IntegrationsService], exports: [IntegrationsService] })
export class IntegrationsModule {}
