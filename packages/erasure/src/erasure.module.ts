import { Module } from '@nestjs/common';
import { Erasures } from './erasures.js';

/** The way to ask for an erasure. Needs the global `SETTINGS`. */
@Module({ providers: [Erasures], exports: [Erasures] })
export class ErasureModule {}
