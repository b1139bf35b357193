import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Those that nothing is in the way of, in the order in which they are due: whoever takes the next reads one entry, however many
 * wait or are held. Built beside writers, which no transaction can do: what a run that was broken off has left goes first.
 */
export class UntriedErasures1764000033300 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query("create index concurrently erasures_untried on erasures (due_at) where state in ('pending', 'destroying') and waiting is null");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists erasures_untried');
  }
}
