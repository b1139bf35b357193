import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SYSTEM = `current_setting('parley.scope', true) = '*'`;

/** Which keys are gone, and that every process that may remember one has forgotten it. */
export class DestroyedKeys1764000022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table destroyed_keys (
        tenant_id text collate "C" not null,
        subject text collate "C" not null, -- '*': the tenant's own key, and all below it
        generation integer not null,
        key_id text collate "C",            -- in hexadecimal; null where the key could not be opened before it went
        noted_at timestamptz not null default now(),
        destroyed_at timestamptz,          -- null while it may still open
        primary key (tenant_id, subject, generation)
      );
      ${policy('destroyed_keys', `case current_setting('parley.scope', true) when tenant_id then true when 'account:' || tenant_id then true when '*' then true else false end`)}

      create table key_evictions (
        id bigint generated always as identity primary key, -- in the order of commits: written under a lock
        tenant_id text collate "C" not null,
        names text[] collate "C",                           -- what a process calls them in its memory; null: all of the tenant
        created_at timestamptz not null default now()
      );
      ${policy('key_evictions', SYSTEM)}

      create table key_holders (
        id text collate "C" primary key,  -- a process that remembers keys
        seen_at timestamptz not null,
        evicted bigint not null           -- the last eviction that it has done
      );
      ${policy('key_holders', SYSTEM)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table key_holders; drop table key_evictions; drop table destroyed_keys');
  }
}
