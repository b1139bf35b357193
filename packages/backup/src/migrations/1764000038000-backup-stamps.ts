import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The highest number that was set aside for objects of the ledger. */
export class BackupStamps1764000038000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table backup_repository add column stamp bigint not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table backup_repository drop column stamp');
  }
}
