import { appRowsOrSystem } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Webhooks at which nothing has succeeded since something failed: few, so that whoever asks whether one is among them pays next to nothing. */
export class FailingWebhooks1764000027100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table failing_webhooks (
        app_id text collate "C" not null,
        webhook_id text collate "C" not null,
        since timestamptz not null,      -- the first failure
        failed_at timestamptz not null,  -- the last one
        paused_at timestamptz,
        probe_at timestamptz,            -- of a paused one: when it is tried next
        primary key (app_id, webhook_id)
      ) with (fillfactor = 70);
      ${appRowsOrSystem('failing_webhooks')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table failing_webhooks');
  }
}
