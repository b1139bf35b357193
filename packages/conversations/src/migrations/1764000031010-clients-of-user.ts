import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A user's clients in the order of their ids. Built beside writers: what a run that was broken off has left goes first. */
export class ClientsOfUser1764000031010 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await this.down(runner);
    await runner.query('create index concurrently clients_user on clients (app_id, user_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists clients_user');
  }
}
