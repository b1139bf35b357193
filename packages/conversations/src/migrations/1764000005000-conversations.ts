import { appRowsOnly } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users, their sdk clients, conversations, participants and messages. */
export class Conversations1764000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table users (
        app_id text collate "C" not null references apps on delete cascade,
        id text collate "C" not null,
        external_id text,
        external_id_hash bytea, -- SHA-256: an external id may be longer than an index entry
        brand_id text,
        authenticated boolean not null default false,
        signed_up_at timestamptz not null,
        to_be_retained boolean,
        profile jsonb not null default '{}',
        metadata jsonb not null default '{}',
        created_at timestamptz not null default now(),
        primary key (app_id, id)
      );
      create unique index users_external_id on users (app_id, external_id_hash, coalesce(brand_id, ''));
      ${appRowsOnly('users')}

      create table user_identities (
        app_id text collate "C" not null,
        user_id text collate "C" not null,
        type text not null,
        value text not null,
        verification text not null,
        foreign key (app_id, user_id) references users on delete cascade,
        primary key (app_id, type, value, user_id)
      );
      create index user_identities_user on user_identities (app_id, user_id);
      ${appRowsOnly('user_identities')}

      create table clients (
        app_id text collate "C" not null,
        id text collate "C" not null,
        user_id text collate "C" not null,
        type text not null,
        created_at timestamptz not null default now(),
        foreign key (app_id, user_id) references users on delete cascade,
        primary key (app_id, id)
      );
      create unique index clients_sdk on clients (app_id, user_id) where type = 'sdk';
      ${appRowsOnly('clients')}

      create table conversations (
        app_id text collate "C" not null references apps on delete cascade,
        id text collate "C" not null,
        type text not null check (type in ('personal', 'sdkGroup')),
        default_of text collate "C", -- the user whose default conversation this is
        display_name text,
        description text,
        icon_url text,
        metadata jsonb not null default '{}',
        business_last_read timestamptz,
        last_updated_at timestamptz not null,
        created_at timestamptz not null,
        message_count integer not null default 0,    -- messages it holds now: the limit of 30,000
        message_total bigint not null default 0,     -- messages it ever got: the last one's ordinal
        last_message_prefix bigint not null default 0, -- the last message id's first seven bytes
        primary key (app_id, id)
      ) with (fillfactor = 80);
      create unique index conversations_default on conversations (app_id, default_of) where default_of is not null;
      ${appRowsOnly('conversations')}

      -- unread messages of a participant = message_total - read_total - deleted_unread
      create table participants (
        app_id text collate "C" not null,
        conversation_id text collate "C" not null,
        id text collate "C" not null,
        user_id text collate "C" not null,
        read_total bigint not null default 0,
        deleted_unread integer not null default 0, -- messages above read_total that were deleted since
        last_read timestamptz,
        client_id text collate "C",
        foreign key (app_id, conversation_id) references conversations on delete cascade,
        foreign key (app_id, user_id) references users on delete cascade,
        primary key (app_id, conversation_id, id)
      );
      create unique index participants_user on participants (app_id, user_id, conversation_id);
      ${appRowsOnly('participants')}

      create table messages (
        app_id text collate "C" not null,
        conversation_id text collate "C" not null,
        id text collate "C" not null,
        ordinal bigint not null,
        received timestamptz not null,
        author_type text not null check (author_type in ('business', 'user')),
        author_user_id text collate "C",
        body jsonb not null, -- author's display, content, source, metadata, quotedMessage …: everything a person wrote
        foreign key (app_id, conversation_id) references conversations on delete cascade,
        primary key (app_id, conversation_id, id)
      );
      ${appRowsOnly('messages')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table messages; drop table participants; drop table conversations; drop table clients; drop table user_identities; drop table users',
    );
  }
}
