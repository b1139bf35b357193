import { appRowsOnly } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sealed columns for everything that a person wrote or that identifies one, beside the plain ones, which are written no more.
 * A sealed column holds a cell (crypto-at-rest); null stands for nothing to seal.
 */
export class SealedConversations1764000014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table users
        add column sealed_details bytea,      -- external id, profile, metadata, identities
        add column sealed_name bytea,         -- what messages show of him; quoted by them
        add column external_id_index bytea;   -- blind index of the external id

      create table user_addresses (           -- by what a user is found among his identities
        app_id text collate "C" not null,
        user_id text collate "C" not null,
        type text not null,
        value_index bytea not null,           -- blind index of the address
        foreign key (app_id, user_id) references users on delete cascade,
        primary key (app_id, type, value_index, user_id)
      );
      create index user_addresses_user on user_addresses (app_id, user_id);
      ${appRowsOnly('user_addresses')}

      alter table conversations
        add column sealed_details bytea,      -- display name, description, icon
        add column sealed_metadata bytea;     -- apart: events quote it

      alter table messages
        alter column body drop not null,
        add column sealed_body bytea,
        add column sealed_channel bytea,      -- what only a channel is to know; neither answers nor events show it
        add column author_name bytea;         -- the author's users.sealed_name as it was`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table messages drop column author_name, drop column sealed_channel, drop column sealed_body, alter column body set not null;
      alter table conversations drop column sealed_metadata, drop column sealed_details;
      drop table user_addresses;
      alter table users drop column external_id_index, drop column sealed_name, drop column sealed_details`);
  }
}
