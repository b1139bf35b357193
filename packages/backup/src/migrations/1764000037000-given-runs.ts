import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody who asks for a run wants of it: of a drill the zone and the moment. */
export class GivenRuns1764000037000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table backup_runs add column given jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table backup_runs drop column given');
  }
}
