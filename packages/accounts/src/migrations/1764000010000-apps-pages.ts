import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('parley.scope', true)`;

/**
 * Keeps a page of an account's apps from reading all of them, or all of everybody's.
 *
 * The policy says what it said. PostgreSQL took its `or` for a condition that one row in a hundred passes, and so read and
 * sorted every app of the account; of a `case` it expects that every second row passes.
 *
 * The index has another collation than the primary key, which compares the same: only this index gives the order that the
 * list asks for. By the primary key PostgreSQL would walk through other accounts' apps until the page is full.
 */
export class AppsPages1764000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.policy(runner, `case ${SCOPE} when id then true when 'account:' || account_id then true when '*' then true else false end`);
    await runner.query(`
      create index apps_of_account on apps (account_id, id collate "POSIX") where deleted_at is null;
      drop index apps_account`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index apps_account on apps (account_id, id) where deleted_at is null;
      drop index apps_of_account`);
    await this.policy(runner, `id = ${SCOPE} or 'account:' || account_id = ${SCOPE} or ${SCOPE} = '*'`);
  }

  private async policy(runner: QueryRunner, condition: string): Promise<void> {
    await runner.query(`alter policy apps_scope on apps using (${condition}) with check (${condition})`);
  }
}
