import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('parley.scope', true)`;

/** A tenant is an app or an account; its keys are useless without the root key and the key store. */
const ofTenant = (table: string): string =>
  policy(table, `case ${SCOPE} when tenant_id then true when 'account:' || tenant_id then true when '*' then true else false end`);

/**
 * The keys under the root key, each wrapped by the one above: tenant keys, and the data keys of subjects (a conversation,
 * a user, an app's or account's own things). Between the two stands a shard's secret, which no database holds.
 */
export class DataKeys1764000013100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tenant_keys (
        tenant_id text collate "C" primary key,
        root_key_id text collate "C" not null,
        wrapped bytea not null,       -- the tenant key
        index_wrapped bytea not null, -- the key of its blind indexes; stays when the tenant key is rotated
        created_at timestamptz not null default now()
      );
      ${ofTenant('tenant_keys')}

      create table key_shards (
        tenant_id text collate "C" not null,
        id text collate "C" not null,
        epoch integer not null, -- of the secret in the key store; data keys are made under a share lock of this row
        created_at timestamptz not null default now(),
        primary key (tenant_id, id)
      );
      ${ofTenant('key_shards')}

      create table data_keys (
        tenant_id text collate "C" not null,
        subject text collate "C" not null, -- conversation:<id>, user:<id>, app:<id>, account:<id>
        generation integer not null,       -- the highest seals, all open
        shard_id text collate "C" not null,
        epoch integer not null,            -- of the shard's secret that the wrapping was made with
        wrapped bytea not null,
        created_at timestamptz not null default now(),
        primary key (tenant_id, subject, generation)
      );
      create index data_keys_shard on data_keys (tenant_id, shard_id);
      ${ofTenant('data_keys')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table data_keys; drop table key_shards; drop table tenant_keys');
  }
}
