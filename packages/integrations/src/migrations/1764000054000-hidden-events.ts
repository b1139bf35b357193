import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events that a deleted user's channel told and nobody had applied: parked, and the erasure's that hides them, which empties them or lets them wait again. */
export class HiddenEvents1764000054000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table channel_inbox add column hidden_by text collate "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table channel_inbox drop column hidden_by');
  }
}
