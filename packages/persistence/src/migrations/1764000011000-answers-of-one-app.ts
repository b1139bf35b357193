import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRowsOnly, appRowsOrSystem } from '../policies.js';

const EXPIRED = `current_setting('parley.scope', true) = '*' and created_at < now() - interval '24 hours'`;

/**
 * Kept answers hold what people wrote, and whoever works across apps needs none of them: of an app's answers the system's
 * scope sees those that have expired, to delete them. It can write none.
 */
export class AnswersOfOneApp1764000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy idempotent_answers_scope on idempotent_answers;
      ${appRowsOnly('idempotent_answers')}
      create policy idempotent_answers_expired on idempotent_answers using (${EXPIRED}) with check (false)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy idempotent_answers_expired on idempotent_answers;
      drop policy idempotent_answers_scope on idempotent_answers;
      ${appRowsOrSystem('idempotent_answers')}`);
  }
}
