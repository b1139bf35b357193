import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An event keeps ids, types and times in `payload`, and quotes what is sealed: `cells`, and in `cell_references` where in
 * the payload each belongs, whose it is and which row it comes from. A kept answer is one cell.
 */
export class SealedEvents1764000015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table outbox_events add column cell_references jsonb not null default '[]', add column cells bytea[] not null default '{}';
      alter table idempotent_answers add column sealed_answer bytea, add column subjects text[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table idempotent_answers drop column subjects, drop column sealed_answer;
      alter table outbox_events drop column cells, drop column cell_references`);
  }
}
