import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets of keys as cells; what was plain is sealed before the migration that takes its column away. */
export class SealedKeySecrets1764000017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_keys alter column secret drop not null, add column sealed_secret bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_keys drop column sealed_secret, alter column secret set not null');
  }
}
