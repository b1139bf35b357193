import { dropPlain, noOlderCode } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes the plain secrets' column away, once none is left in it (docs/decisions/0065). */
export class NoPlainKeySecrets1764000019000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${dropPlain('api_keys', ['secret'], 'sealed_secret is null')}
      alter table api_keys alter column sealed_secret set not null;
      ${noOlderCode('NoPlainKeySecrets1764000019000')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_keys alter column sealed_secret drop not null, add column secret text; update parley_meta set oldest_code = null');
  }
}
