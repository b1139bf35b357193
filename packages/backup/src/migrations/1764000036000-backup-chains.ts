import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the stream's reader must know of tables where it goes on, and which files of attachments are in the zones. */
export class BackupChains1764000036000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The tables as the last segment that is kept leaves them.
      alter table backup_chains add column catalog jsonb not null default '[]';
      -- Its end is on record in the zones: those that were switched off are not, until backups are switched on again.
      alter table backup_chains add column gap_recorded boolean not null default false;

      create table backup_files (
        object_name text collate "C" primary key,
        size bigint not null,
        content_hash bytea not null, -- SHA-256 of the sealed bytes
        copied_at timestamptz not null default now()
      );
      ${policy('backup_files', `current_setting('parley.scope', true) = '*'`)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table backup_files; alter table backup_chains drop column gap_recorded; alter table backup_chains drop column catalog');
  }
}
