import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which tenants' keys are to be replaced by new ones, or are being: what a rotation of all tenants has still to do could not
 * be told from the keys themselves (docs/decisions/0072).
 */
export class TenantKeyRotation1764000025000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tenant_key_rotations (
        tenant_id text collate "C" primary key,
        key_id text collate "C",        -- names the new key, in hexadecimal; null until it is made
        of_all boolean not null,        -- asked for with those of all tenants
        asked_at timestamptz not null default now()
      );
      ${policy('tenant_key_rotations', `current_setting('parley.scope', true) = '*'`)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tenant_key_rotations');
  }
}
