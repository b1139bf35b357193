import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('parley.scope', true)`;

/** Of an app; an account asks for the erasure of its own app. */
const SEEN_BY = `case ${SCOPE}
  when app_id then true when '*' then true
  else exists (select from apps a where a.id = app_id and 'account:' || a.account_id = ${SCOPE}) end`;

/**
 * What is to be erased, and what was: ids, times and counts, so that the record outlives what it is about. No foreign key:
 * the app may be gone.
 */
export class Erasures1764000023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erasures (
        id text collate "C" primary key,
        app_id text collate "C" not null,
        account_id text collate "C", -- in whose audit log its end is written
        kind text not null check (kind in ('conversation', 'user', 'personal_information', 'app')),
        target_id text collate "C" not null,
        subjects jsonb not null, -- whose keys go: [{subject, throughGeneration?}]
        requested_at timestamptz not null default now(),
        requested_by text not null, -- as audit entries name an actor
        due_at timestamptz not null,
        state text not null default 'pending' check (state in ('pending', 'destroying', 'complete', 'cancelled')),
        waiting text, -- why it did not go on when it was last tried: a code
        lease_until timestamptz, -- until then it is left to who is at it
        leased_by text,
        keys jsonb not null default '[]', -- the keys that are gone: [{subject, generation, keyId}]
        counts jsonb not null default '{}', -- what was dropped and removed
        destroyed_at timestamptz, -- from then on no key of it exists and no process remembers one
        completed_at timestamptz,
        receipt text -- a signed note
      );
      create index erasures_open on erasures (due_at) where state in ('pending', 'destroying');
      create index erasures_app on erasures (app_id, id);
      ${policy('erasures', SEEN_BY)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erasures');
  }
}
