import { dropPlain, noOlderCode } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes the plain columns away, once nothing is left in them (docs/decisions/0065), and one that nothing was ever written to. */
export class NoPlainEndpoints1764000020100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${dropPlain('webhooks', ['target', 'secret'], 'sealed_endpoint is null')}
      alter table webhooks alter column sealed_endpoint set not null;
      ${dropPlain('idempotent_answers', ['key_hash', 'body_hash'], 'key_index is null')}
      alter table idempotent_answers alter column body_index set not null, add primary key (app_id, operation, key_index);
      alter table integrations drop column settings;
      ${noOlderCode('NoPlainEndpoints1764000020100')}`);
  }

  /** An index does not say what it is of: the version before finds no answer that was kept. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table integrations add column settings jsonb not null default '{}';
      truncate idempotent_answers;
      alter table idempotent_answers drop constraint idempotent_answers_pkey, alter column key_index drop not null, alter column body_index drop not null,
        add column key_hash bytea not null, add column body_hash bytea not null, add primary key (app_id, operation, key_hash);
      alter table webhooks alter column sealed_endpoint drop not null, add column target text, add column secret text;
      update parley_meta set oldest_code = null`);
  }
}
