import { appRowsOrSystem } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks and their deliveries. A *lane* is one order key (a conversation) at one webhook: workers lease lanes,
 * so a failing delivery holds back only its own conversation at its own webhook.
 */
export class Webhooks1764000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhooks (
        app_id text collate "C" not null references apps on delete cascade,
        id text collate "C" not null,
        integration_id text collate "C" not null,
        target text not null,
        triggers text[] not null,
        secret text not null,
        include_full_user boolean not null default false,
        include_full_source boolean not null default false,
        created_at timestamptz not null default now(),
        foreign key (app_id, integration_id) references integrations on delete cascade,
        primary key (app_id, id)
      );
      ${appRowsOrSystem('webhooks')}

      create table webhook_lanes (
        app_id text collate "C" not null,
        webhook_id text collate "C" not null,
        order_key text collate "C" not null,
        pending integer not null,        -- deliveries that wait; a lane without any is deleted
        attempts integer not null default 0, -- of the delivery at its head
        next_attempt_at timestamptz not null, -- of a leased lane: when its lease ends
        lease_until timestamptz,
        leased_by text,
        foreign key (app_id, webhook_id) references webhooks on delete cascade,
        primary key (app_id, webhook_id, order_key)
      ) with (fillfactor = 70);
      create index webhook_lanes_due on webhook_lanes (app_id, webhook_id, next_attempt_at);
      create index webhooks_integration on webhooks (app_id, integration_id, id);
      ${appRowsOrSystem('webhook_lanes')}

      create table webhook_deliveries (
        position bigint generated always as identity primary key,
        app_id text collate "C" not null,
        webhook_id text collate "C" not null,
        order_key text collate "C" not null,
        event_id text collate "C" not null,
        type text not null,
        created_at timestamptz not null,
        payload jsonb not null,
        dead_at timestamptz,      -- set when it died; kept until it is purged
        last_error text,
        foreign key (app_id, webhook_id) references webhooks on delete cascade
      );
      -- Also of the dead: a webhook that is deleted takes its deliveries along, and finds them here.
      create index webhook_deliveries_lane on webhook_deliveries (app_id, webhook_id, order_key, position);
      create index webhook_deliveries_dead on webhook_deliveries (dead_at) where dead_at is not null;
      ${appRowsOrSystem('webhook_deliveries')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_deliveries; drop table webhook_lanes; drop table webhooks');
  }
}
