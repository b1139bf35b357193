import { appRowsOnly, appRowsUnlessHidden, withoutPolicy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['users', 'conversations', 'participants'];

/** What waits for its erasure is hidden by row-level security: whoever deletes writes the erasure's id into `hidden_by`. */
export class HiddenRows1764000020500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`
        alter table ${table} add column hidden_by text collate "C";
        ${withoutPolicy(table)}
        ${appRowsUnlessHidden(table)}`);
    await runner.query(`
      alter table users
        add column nameless_until timestamptz, -- messages before it show no name of his
        add column former_details bytea        -- his details before a deletion of personal information that can still be cancelled`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users drop column former_details, drop column nameless_until');
    for (const table of TABLES)
      await runner.query(`
        ${withoutPolicy(table)}
        ${appRowsOnly(table)}
        alter table ${table} drop column hidden_by`);
  }
}
