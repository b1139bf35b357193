import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a webhook leads and its secret as one cell; what a kept answer is found by, as indexes that nobody can check a guess by. */
export class SealedEndpoints1764000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table webhooks alter column target drop not null, alter column secret drop not null, add column sealed_endpoint bytea;
      alter table idempotent_answers add column key_index bytea, add column body_index bytea`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table idempotent_answers drop column body_index, drop column key_index;
      alter table webhooks drop column sealed_endpoint, alter column secret set not null, alter column target set not null`);
  }
}
