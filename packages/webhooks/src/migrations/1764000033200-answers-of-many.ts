import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The few answers of three and more, and those of versions before that did not say whose they were, of which soon there are none. Built as the one before. */
export class AnswersOfMany1764000033200 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query(`
      create index concurrently webhook_attempts_many on webhook_attempts (app_id)
      where sealed_answer is not null and coalesce(cardinality(other_subjects), 2) > 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists webhook_attempts_many');
  }
}
