import { Module } from '@nestjs/common';
import { LegalHoldsService } from './holds/holds.service.js';

/** Legal holds. */
@Module({ providers: [LegalHoldsService], exports: [LegalHoldsService] })
export class LegalHoldModule {}
