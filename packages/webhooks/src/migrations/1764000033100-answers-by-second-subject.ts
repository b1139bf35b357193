import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds answers by the second of those under whose keys they are sealed, mostly a user; the first has an index already. By
 * equality: of what else could look into an array, row-level security lets nothing use an index. Built beside writers, which no
 * transaction can do: what a run that was broken off has left goes first.
 */
export class AnswersBySecondSubject1764000033100 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query(`
      create index concurrently webhook_attempts_second on webhook_attempts (app_id, (other_subjects[1]))
      where sealed_answer is not null and other_subjects[1] is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists webhook_attempts_second');
  }
}
