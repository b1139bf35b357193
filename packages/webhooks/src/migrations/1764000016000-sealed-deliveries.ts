import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delivery quotes what is sealed of its event, as the outbox does. */
export class SealedDeliveries1764000016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table webhook_deliveries add column cell_references jsonb not null default '[]', add column cells bytea[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_deliveries drop column cells, drop column cell_references');
  }
}
