import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRowsOrSystem } from '../policies.js';

/** Events that wait to be handed to their targets, and the answers kept for `Idempotency-Key`. */
export class Outbox1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- No foreign key to apps: every post of an app would share-lock its one row. Fan-out drains a deleted app's events.
      create table outbox_events (
        position bigint generated always as identity primary key,
        id text collate "C" not null,
        app_id text collate "C" not null,
        type text not null,
        order_key text collate "C" not null,
        created_at timestamptz not null,
        payload jsonb not null
      );
      ${appRowsOrSystem('outbox_events')}

      create table idempotent_answers (
        app_id text collate "C" not null references apps on delete cascade,
        operation text not null,
        key_hash bytea not null,
        body_hash bytea not null,
        answer json, -- not jsonb: a repeated answer keeps the order of its fields
        created_at timestamptz not null default now(),
        primary key (app_id, operation, key_hash)
      );
      create index idempotent_answers_created on idempotent_answers (created_at);
      ${appRowsOrSystem('idempotent_answers')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotent_answers; drop table outbox_events');
  }
}
