import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An event says which integrations it is kept from, whatever their webhooks subscribe to. Null: from none. */
export class WithheldEvents1764000030100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox_events add column withheld_from text[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox_events drop column withheld_from');
  }
}
