import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys of accounts (`act_`), apps (`app_`) and custom integrations (`int_`). HS256 needs the secret itself, so it is kept, not hashed. */
export class ApiKeys1764000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_keys (
        id text collate "C" primary key,
        scope text not null check (scope in ('account', 'app', 'integration')),
        account_id text collate "C" not null references accounts,
        app_id text collate "C" references apps on delete cascade,
        integration_id text collate "C",
        display_name text not null,
        secret text not null,
        created_at timestamptz not null default now(),
        check ((scope = 'account') = (app_id is null)),
        check ((scope = 'integration') = (integration_id is not null))
      );
      create index api_keys_app on api_keys (app_id, integration_id, id);
      create index api_keys_account on api_keys (account_id, id);
      ${policy('api_keys', `app_id = current_setting('parley.scope', true)
        or 'account:' || account_id = current_setting('parley.scope', true)
        or current_setting('parley.scope', true) = '*'`)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_keys');
  }
}
