import { appRowsOrSystem, inBackups } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What channels have told, until it is applied, and then the mark by which it is known when it is told again. A *lane* is one sender
 * at one integration: workers lease lanes, so that a sender's events are applied one after the other.
 */
export class ChannelInbox1764000040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table channel_inbox (
        position bigint generated always as identity primary key,
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        key_index bytea not null,      -- blind index of the vendor's id of the event
        sender_index bytea not null,   -- blind index of who did it
        sealed_event bytea,            -- as the vendor told it; null once it is applied
        received_at timestamptz not null default now(),
        applied_at timestamptz,
        parked_at timestamptz,         -- it could not be read, or is refused: it waits for somebody to look
        fault text collate "C",        -- why it is parked: a code
        foreign key (app_id, integration_id) references integrations on delete cascade
      );
      create unique index channel_inbox_key on channel_inbox (app_id, integration_id, key_index);
      create index channel_inbox_waiting on channel_inbox (app_id, integration_id, sender_index, position) where applied_at is null and parked_at is null;
      create index channel_inbox_applied on channel_inbox (applied_at) where applied_at is not null;
      create index channel_inbox_parked on channel_inbox (parked_at) where parked_at is not null;
      ${appRowsOrSystem('channel_inbox')}
      ${inBackups('channel_inbox')}

      create table channel_inbox_lanes (
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        sender_index bytea not null,
        pending integer not null,             -- events that wait; a lane without any is deleted
        attempts integer not null default 0,  -- of the event at its head
        next_attempt_at timestamptz not null, -- of a leased lane: when its lease ends
        leased_by text collate "C",
        foreign key (app_id, integration_id) references integrations on delete cascade,
        primary key (app_id, integration_id, sender_index)
      ) with (fillfactor = 70);
      create index channel_inbox_lanes_due on channel_inbox_lanes (app_id, integration_id, next_attempt_at);
      ${appRowsOrSystem('channel_inbox_lanes')}
      ${inBackups('channel_inbox_lanes')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table channel_inbox_lanes; drop table channel_inbox');
  }
}
