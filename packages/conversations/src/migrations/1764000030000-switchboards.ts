import { appRowsOnly } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An app's switchboard, the integrations in it, and which of those a conversation is controlled by and offered to. The columns
 * of conversations have no foreign key: what they name may be gone, and then nobody is in control (docs/decisions/0095).
 */
export class Switchboards1764000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table switchboards (
        app_id text collate "C" not null references apps on delete cascade,
        id text collate "C" not null,
        enabled boolean not null default false, -- in force only with a default
        default_switchboard_integration_id text collate "C",
        created_at timestamptz not null default now(),
        primary key (app_id) -- one for each app
      );
      ${appRowsOnly('switchboards')}

      create table switchboard_integrations (
        app_id text collate "C" not null references switchboards on delete cascade,
        id text collate "C" not null,
        name text not null,
        integration_id text collate "C" not null,
        integration_type text not null,
        deliver_standby_events boolean not null,
        next_switchboard_integration_id text collate "C",
        message_history_count integer check (message_history_count between 1 and 10),
        created_at timestamptz not null default now(),
        primary key (app_id, id),
        foreign key (app_id, integration_id) references integrations on delete cascade,
        foreign key (app_id, next_switchboard_integration_id) references switchboard_integrations on delete set null (next_switchboard_integration_id)
      );
      ${appRowsOnly('switchboard_integrations')}

      -- An integration that is deleted may take the default along.
      alter table switchboards add constraint switchboards_default foreign key (app_id, default_switchboard_integration_id)
        references switchboard_integrations on delete set null (default_switchboard_integration_id);

      alter table conversations
        add column active_switchboard_integration_id text collate "C",
        add column pending_switchboard_integration_id text collate "C"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table conversations drop column pending_switchboard_integration_id, drop column active_switchboard_integration_id;
      alter table switchboards drop constraint switchboards_default;
      drop table switchboard_integrations;
      drop table switchboards`);
  }
}
