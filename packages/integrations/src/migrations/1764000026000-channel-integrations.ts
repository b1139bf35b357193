import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What integrations of channels and SDKs are made of, and who answers their conversations first. */
export class ChannelIntegrations1764000026000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table integrations add column sealed_settings bytea, add column default_responder_id text collate "C"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table integrations drop column default_responder_id, drop column sealed_settings');
  }
}
