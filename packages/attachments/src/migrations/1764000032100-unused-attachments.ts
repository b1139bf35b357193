import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was uploaded for a message that has not come. Built beside writers, which no transaction can do: what a run that was broken off has left goes first. */
export class UnusedAttachments1764000032100 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query('create index concurrently attachments_unused on attachments (app_id, created_at) where for_message and message_id is null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists attachments_unused');
  }
}
