import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lists by type in the order of the ids. Built beside writers, which no transaction can do: what a run that was broken off has left goes first.
 * The collation, which compares as the primary key's does, is this index's alone: for a type that it has never seen PostgreSQL would walk the primary key.
 */
export class IntegrationsOfType1764000026010 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query('create index concurrently integrations_of_type on integrations (app_id, type, id collate "POSIX")');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists integrations_of_type');
  }
}
