import { appRowsOnly, inBackups } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a message of ours is called on its channel: one message may be several there. It goes with the message. */
export class ChannelMessages1764000044000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table channel_messages (
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        external_index bytea not null,             -- blind index of the vendor's id
        client_id text collate "C" not null,       -- who got or wrote it: some vendors count for each person anew
        conversation_id text collate "C" not null,
        message_id text collate "C" not null,
        sealed_external_id bytea not null,         -- under the conversation's key
        delivered_at timestamptz,                  -- by the vendor's clock
        failed_at timestamptz,                     -- then nothing more is told of the message
        foreign key (app_id, conversation_id, message_id) references messages on delete cascade,
        primary key (app_id, integration_id, external_index, client_id)
      );
      create index channel_messages_message on channel_messages (app_id, conversation_id, message_id);
      ${appRowsOnly('channel_messages')}
      ${inBackups('channel_messages')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table channel_messages');
  }
}
