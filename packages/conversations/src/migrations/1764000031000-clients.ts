import { appRowsOnly, appRowsOrSystem } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Clients of channels beside those of SDKs, what they are found by, the conversations that they are attached to, and devices.
 * What a deleted integration leaves behind is written down for a job to remove, however the row goes, also by the version before.
 */
export class Clients1764000031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table clients
        add column status text collate "C" not null default 'active',
        add column integration_id text collate "C",  -- null of SDKs; refers to nothing: the integration goes first
        add column linked_at timestamptz,            -- null: when it was made
        add column last_seen timestamptz,
        add column sealed_details bytea,             -- who the user is on the channel
        add column former_details bytea;             -- before a deletion of personal information that can still be cancelled
      alter table users add column merged_into text collate "C"; -- the user that this one became part of

      create table client_addresses (                -- by what a client is found: one for each account on an integration
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        address_index bytea not null,                -- blind index
        client_id text collate "C" not null,
        foreign key (app_id, client_id) references clients on delete cascade,
        primary key (app_id, integration_id, address_index)
      );
      create unique index client_addresses_client on client_addresses (app_id, client_id);
      ${appRowsOnly('client_addresses')}

      create table participant_clients (
        app_id text collate "C" not null,
        conversation_id text collate "C" not null,
        participant_id text collate "C" not null,
        client_id text collate "C" not null,
        used_at timestamptz not null,                -- the latest is the primary client
        foreign key (app_id, conversation_id, participant_id) references participants on delete cascade,
        foreign key (app_id, client_id) references clients on delete cascade,
        primary key (app_id, conversation_id, participant_id, client_id)
      );
      create index participant_clients_client on participant_clients (app_id, client_id);
      ${appRowsOnly('participant_clients')}

      create table devices (
        app_id text collate "C" not null,
        id text collate "C" not null,
        user_id text collate "C" not null,
        client_id text collate "C" not null,
        integration_id text collate "C" not null,
        type text collate "C" not null check (type in ('android', 'ios', 'web')),
        status text collate "C" not null check (status in ('active', 'inactive')),
        last_seen timestamptz not null,
        sealed_details bytea,                        -- what the SDK says of it
        created_at timestamptz not null default now(),
        foreign key (app_id, user_id) references users on delete cascade,
        foreign key (app_id, client_id) references clients on delete cascade,
        primary key (app_id, id)
      );
      create index devices_user on devices (app_id, user_id, last_seen);
      create index devices_client on devices (app_id, client_id);
      ${appRowsOnly('devices')}

      create table deleted_integrations (
        app_id text collate "C" not null,            -- refers to nothing: the app may be gone first
        integration_id text collate "C" not null,
        deleted_at timestamptz not null default now(),
        primary key (app_id, integration_id)
      );
      ${appRowsOrSystem('deleted_integrations')}

      create function note_deleted_integrations() returns trigger language plpgsql as $$
      begin
        insert into deleted_integrations (app_id, integration_id) select app_id, id from gone on conflict do nothing;
        return null;
      end $$;
      create trigger note_deleted after delete on integrations referencing old table as gone
        for each statement execute function note_deleted_integrations()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger note_deleted on integrations;
      drop function note_deleted_integrations;
      drop table deleted_integrations; drop table devices; drop table participant_clients; drop table client_addresses;
      alter table users drop column merged_into;
      delete from clients where integration_id is not null;
      alter table clients drop column former_details, drop column sealed_details, drop column last_seen, drop column linked_at,
        drop column integration_id, drop column status`);
  }
}
