import { appRowsOnly, inBackups } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration that a database goes through while it is backed up: it changes tables that are there, their rows, and makes another one. */
export class Later1999000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table users add remark text;
      update users set remark = 'first' where id like '%-1';
      create index users_remark on users (app_id, remark);
      create table remarks (app_id text collate "C" not null references apps on delete cascade, id text primary key, said_at timestamptz not null default clock_timestamp());
      ${appRowsOnly('remarks')}
      ${inBackups('remarks')}
      insert into remarks (app_id, id) select id, 'r' || id from apps`);
  }

  async down(): Promise<void> {
    throw new Error('A spec does not go back');
  }
}
