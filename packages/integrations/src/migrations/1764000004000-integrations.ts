import { appRowsOnly } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Integrations of an app. What a type adds of its own lives in `settings`. */
export class Integrations1764000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table integrations (
        app_id text collate "C" not null references apps on delete cascade,
        id text collate "C" not null,
        type text not null,
        status text not null default 'active' check (status in ('active', 'inactive', 'error')),
        display_name text,
        settings jsonb not null default '{}',
        created_at timestamptz not null default now(),
        primary key (app_id, id)
      );
      alter table api_keys add constraint api_keys_integration
        foreign key (app_id, integration_id) references integrations on delete cascade;
      ${appRowsOnly('integrations')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_keys drop constraint api_keys_integration; drop table integrations');
  }
}
