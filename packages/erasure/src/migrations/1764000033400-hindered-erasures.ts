import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Those that did not go on when they were last tried, in the order in which they may be tried again. Built as the one before. */
export class HinderedErasures1764000033400 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query("create index concurrently erasures_hindered on erasures (lease_until) where state in ('pending', 'destroying') and waiting is not null");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists erasures_hindered');
  }
}
