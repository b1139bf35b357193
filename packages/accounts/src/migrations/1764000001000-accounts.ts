import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts and their apps. An app's deletion is a date first, so that it disappears at once; a job removes the rows. */
export class Accounts1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table accounts (
        id text collate "C" primary key,
        display_name text not null,
        settings jsonb not null default '{}',
        created_at timestamptz not null default now()
      );
      ${policy('accounts', `'account:' || id = current_setting('parley.scope', true) or current_setting('parley.scope', true) = '*'`)}

      create table apps (
        id text collate "C" primary key,
        account_id text collate "C" not null references accounts,
        display_name text not null,
        subdomain text not null unique,
        settings jsonb not null default '{}',
        metadata jsonb not null default '{}',
        created_at timestamptz not null default now(),
        deleted_at timestamptz
      );
      create index apps_account on apps (account_id, id) where deleted_at is null;
      ${policy('apps', `id = current_setting('parley.scope', true)
        or 'account:' || account_id = current_setting('parley.scope', true)
        or current_setting('parley.scope', true) = '*'`)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table apps; drop table accounts');
  }
}
