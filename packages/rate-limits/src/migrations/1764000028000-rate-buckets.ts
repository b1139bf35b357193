import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is left of each limited name's rate, for all processes together. Unlogged: after a crash everybody begins anew, and
 * nobody's commit waits for a disk. Room is left on each page, so that an update stays on it and touches no index.
 */
export class RateBuckets1764000028000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unlogged table rate_buckets (
        name text collate "C" primary key, -- of whom: a key's or an app's id
        rate double precision not null, -- requests a second that come back
        burst double precision not null, -- what the bucket holds at most
        tokens double precision not null,
        granted double precision not null, -- to the last process that asked
        at timestamptz not null
      ) with (fillfactor = 50);
      ${policy('rate_buckets', `current_setting('parley.scope', true) = '*'`)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rate_buckets');
  }
}
