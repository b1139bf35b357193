import { appRowsOrSystem, inBackups } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a business said and a channel is to carry: named, not copied, so that what is deleted or erased meanwhile is not sent. A *lane*
 * is one conversation at one integration: workers lease lanes, so that a conversation's messages go out one after the other.
 * Nothing refers to another table: the statement that posts takes no lock there, and who works through a lane finds out what is gone.
 */
export class ChannelOutbox1764000041000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table channel_outbox (
        position bigint generated always as identity primary key,
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        conversation_id text collate "C" not null,
        message_id text collate "C" not null,
        client_id text collate "C" not null,       -- who is to get it
        queued_at timestamptz not null default now(),
        parts_done integer not null default 0,     -- requests that the vendor took
        begun_at timestamptz,                      -- a request may be with the vendor: what came of it is not known yet
        sealed_external_ids bytea                  -- the vendor's ids of what it took, under the conversation's key
      );
      create index channel_outbox_lane on channel_outbox (app_id, integration_id, conversation_id, position);
      ${appRowsOrSystem('channel_outbox')}
      ${inBackups('channel_outbox')}

      create table channel_outbox_lanes (
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        conversation_id text collate "C" not null,
        queued bigint not null,                    -- messages put in since there is the lane: who finds none and sees it unchanged may end the lane
        attempts integer not null default 0,       -- of the request at its head
        next_attempt_at timestamptz not null,      -- of a leased lane: when its lease ends
        leased_by text collate "C",
        primary key (app_id, integration_id, conversation_id)
      ) with (fillfactor = 70);
      create index channel_outbox_lanes_due on channel_outbox_lanes (app_id, integration_id, next_attempt_at);
      ${appRowsOrSystem('channel_outbox_lanes')}
      ${inBackups('channel_outbox_lanes')}

      create table channel_choices (               -- what a person's answer means that a channel could only carry by a key
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        choice_index bytea not null,               -- blind index of the person and the key
        conversation_id text collate "C" not null,
        sealed_choice bytea not null,              -- under the conversation's key
        until timestamptz not null,
        primary key (app_id, integration_id, choice_index)
      );
      create index channel_choices_until on channel_choices (until);
      ${appRowsOrSystem('channel_choices')}
      ${inBackups('channel_choices')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table channel_choices; drop table channel_outbox_lanes; drop table channel_outbox');
  }
}
