import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an integration's vendor refused last, for whoever asks the API how an integration does; and workers may see across apps which
 * integrations are in error, to tell operators how many: no others, and nothing may be written so.
 */
export class IntegrationFaults1764000049000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integrations
        add column fault_class text collate "C",   -- one of FAULT_CLASSES
        add column fault_code text collate "C",    -- the vendor's, or ours where it gave none
        add column fault_at timestamptz;
      create policy integrations_in_error on integrations for select using (status = 'error' and current_setting('parley.scope', true) = '*')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy integrations_in_error on integrations;
      alter table integrations drop column fault_class, drop column fault_code, drop column fault_at`);
  }
}
