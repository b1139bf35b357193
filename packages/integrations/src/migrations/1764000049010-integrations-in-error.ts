import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Integrations in error are found without a walk over all. Built beside writers, which no transaction can do: what a run that was broken off has left goes first. */
export class IntegrationsInError1764000049010 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query("create index concurrently integrations_in_error on integrations (type) where status = 'error'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists integrations_in_error');
  }
}
