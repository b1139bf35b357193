import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('parley.scope', true)`;

/** Service accounts of an account, and the apps that each was granted. */
export class ServiceAccounts1764000026100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table service_accounts (
        id text collate "C" primary key,
        account_id text collate "C" not null references accounts,
        display_name text not null,
        created_at timestamptz not null default now()
      );
      create index service_accounts_account on service_accounts (account_id, id);
      ${policy('service_accounts', `'account:' || account_id = ${SCOPE} or ${SCOPE} = '*'`)}

      create table service_account_apps (
        service_account_id text collate "C" not null references service_accounts on delete cascade,
        app_id text collate "C" not null references apps on delete cascade,
        account_id text collate "C" not null,
        granted_at timestamptz not null default now(),
        primary key (service_account_id, app_id)
      );
      create index service_account_apps_app on service_account_apps (app_id);
      ${policy('service_account_apps', `app_id = ${SCOPE} or 'account:' || account_id = ${SCOPE} or ${SCOPE} = '*'`)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table service_account_apps; drop table service_accounts');
  }
}
