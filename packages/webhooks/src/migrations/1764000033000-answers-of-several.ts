import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An answer is sealed under the keys of all whom its event quotes: `subject` first, then these, the last outermost. Absent where
 * a version before sealed it under the key of `subject` alone, and where there is no answer.
 */
export class AnswersOfSeveral1764000033000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_attempts add column other_subjects text[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_attempts drop column other_subjects');
  }
}
