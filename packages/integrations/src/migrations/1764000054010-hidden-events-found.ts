import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is parked of one sender, and what an erasure hides, are found without a walk. Built beside writers, which no transaction can do: what a run that was broken off has left goes first. */
export class HiddenEventsFound1764000054010 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query('create index concurrently channel_inbox_parked_of on channel_inbox (app_id, integration_id, sender_index) where parked_at is not null');
    await runner.query('create index concurrently channel_inbox_hidden on channel_inbox (app_id, hidden_by) where hidden_by is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists channel_inbox_hidden');
    await runner.query('drop index concurrently if exists channel_inbox_parked_of');
  }
}
