import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where retention looks next. Built beside writers, which no transaction can do: what a run that was broken off has left goes first. */
export class ConversationsRetained1764000032010 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query('create index concurrently conversations_retained on conversations (app_id, retained_from)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists conversations_retained');
  }
}
