import { appRowsOrSystem } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What became of deliveries: every attempt for some time, and what died, with what it would send, until it is replayed or
 * purged. The dead have a table of their own: they are looked for by other keys than what waits, which must not pay for it.
 * The version before leaves them among those that wait, marked; a job brings them here.
 */
export class WebhookLog1764000027000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook_attempts (
        id text collate "C" primary key, -- begins with its moment: the oldest are purged in this order
        app_id text collate "C" not null,
        webhook_id text collate "C" not null,
        event_id text collate "C" not null,
        type text not null,
        subject text collate "C" not null, -- under whose key the answer is sealed
        number integer not null,
        at timestamptz not null,
        duration_ms integer not null,
        status integer,        -- absent when no answer began
        result text not null,
        error text,            -- a code of why it was not delivered
        sealed_answer bytea    -- the first kilobyte; absent when there was none
      );
      create index webhook_attempts_webhook on webhook_attempts (app_id, webhook_id, id);
      create index webhook_attempts_event on webhook_attempts (app_id, event_id);
      create index webhook_attempts_subject on webhook_attempts (app_id, subject) where sealed_answer is not null;
      ${appRowsOrSystem('webhook_attempts')}

      create table dead_deliveries (
        app_id text collate "C" not null,
        webhook_id text collate "C" not null,
        event_id text collate "C" not null,
        position bigint not null, -- among those of its lane, in which they are replayed
        order_key text collate "C" not null,
        type text not null,
        created_at timestamptz not null,
        payload jsonb not null,
        cell_references jsonb not null,
        cells bytea[] not null,
        died_at timestamptz not null,
        error text not null,
        primary key (app_id, webhook_id, event_id)
      );
      create index dead_deliveries_order on dead_deliveries (app_id, webhook_id, position);
      create index dead_deliveries_died on dead_deliveries (died_at);
      ${appRowsOrSystem('dead_deliveries')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dead_deliveries; drop table webhook_attempts');
  }
}
