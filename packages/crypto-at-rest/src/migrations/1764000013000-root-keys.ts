import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SYSTEM = `current_setting('parley.scope', true) = '*'`;

/** Root keys, never in clear: what commits to each, and its wrapping for every recipient. */
export class RootKeys1764000013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table root_keys (
        id text collate "C" primary key,
        check_value bytea not null,
        created_at timestamptz not null default clock_timestamp(),
        retired_at timestamptz
      );
      ${policy('root_keys', SYSTEM)}

      create table root_key_recipients (
        root_key_id text collate "C" not null references root_keys,
        provider text collate "C" not null,
        recipient text collate "C" not null,
        wrapped bytea not null,
        created_at timestamptz not null default clock_timestamp(),
        primary key (root_key_id, provider, recipient)
      );
      ${policy('root_key_recipients', SYSTEM)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table root_key_recipients; drop table root_keys');
  }
}
