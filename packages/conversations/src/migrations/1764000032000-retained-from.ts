import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * From when retention counts, as far as it has looked: never after the last message, but where it is to look again later.
 * Written by retention and by what deletes all messages; posts don't touch it, so that they pay for no index.
 */
export class RetainedFrom1764000032000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table conversations add column retained_from timestamptz not null default '-infinity'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table conversations drop column retained_from');
  }
}
