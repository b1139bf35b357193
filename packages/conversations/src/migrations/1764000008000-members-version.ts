import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts the removals of participants, so that a post that waited for the conversation's lock can tell whether the
 * membership it saw before still holds. A constant default: no rewrite, and no lock that lasts.
 */
export class MembersVersion1764000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table conversations add column members_version bigint not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table conversations drop column members_version');
  }
}
