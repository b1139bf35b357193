import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('parley.scope', true)`;

const ownApp = `when app_id then exists (select from apps a where a.id = app_id and a.account_id = audit_entries.account_id)`;
const others = `when 'account:' || account_id then true when '*' then true else false end`;

/** Whoever takes an erasure back acts in the scope that sees what is hidden, of an app that may itself be hidden. */
export class EntriesOfErasures1764000023100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter policy audit_entries_add on audit_entries with check (case ${SCOPE} ${ownApp} when 'erasing:' || app_id then true ${others})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter policy audit_entries_add on audit_entries with check (case ${SCOPE} ${ownApp} ${others})`);
  }
}
