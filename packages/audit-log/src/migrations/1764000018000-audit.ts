import { appendOnly, policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('parley.scope', true)`;

/** Of an app's own acts, of an account's, or of anybody's; an app names the account that it belongs to, and no other. */
const MAY_ADD = `case ${SCOPE}
  when app_id then exists (select from apps a where a.id = app_id and a.account_id = audit_entries.account_id)
  when 'account:' || account_id then true when '*' then true else false end`;

/** A `case` for the reason that the policy of apps has one (AppsPages): the planner takes an `or` for rare. */
const MAY_READ = `case ${SCOPE} when 'account:' || account_id then true when '*' then true else false end`;

/**
 * The audit log: entries, the leaves that say where in which tree an entry stands, and the checkpoints that were signed. All
 * of them only grow. An entry waits in `audit_pending` until the sequencer has given it its leaf: to look for entries without
 * one would read them all, and ids do not tell which are new, since a lower one can commit later.
 *
 * No foreign keys to accounts and apps: what was recorded outlives them.
 */
export class Audit1764000018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_entries (
        id text collate "C" primary key,
        account_id text collate "C",
        app_id text collate "C",
        actor text collate "C" not null,
        scope text not null,
        address text,
        action text collate "C" not null,
        target_type text not null,
        target_id text collate "C",
        outcome text not null,
        request_id text,
        at timestamptz(3) not null check (isfinite(at)),
        details jsonb not null default '{}'
      );
      create index audit_entries_account on audit_entries (account_id, id);
      create index audit_entries_app on audit_entries (account_id, app_id, id) where app_id is not null;
      create index audit_entries_actor on audit_entries (account_id, actor, id);
      create index audit_entries_action on audit_entries (account_id, action, id);
      create index audit_entries_target on audit_entries (account_id, target_id, id) where target_id is not null;
      alter table audit_entries enable row level security;
      alter table audit_entries force row level security;
      create policy audit_entries_add on audit_entries for insert with check (${MAY_ADD});
      create policy audit_entries_read on audit_entries for select using (${MAY_READ});
      ${appendOnly('audit_entries')}

      create table audit_pending (
        entry_id text collate "C" primary key references audit_entries
      );
      ${policy('audit_pending', `${SCOPE} = '*'`)}
      create policy audit_pending_add on audit_pending for insert with check (${SCOPE} <> '');

      -- One a lifetime of the database: a restore from a backup opens the next.
      create table audit_trees (
        tree integer primary key check (tree > 0),
        opened_at timestamptz not null default now()
      );
      insert into audit_trees (tree) values (1);
      ${policy('audit_trees', `${SCOPE} = '*'`)}
      ${appendOnly('audit_trees')}

      create table audit_leaves (
        tree integer not null references audit_trees,
        position bigint not null check (position >= 0),
        entry_id text collate "C" not null unique references audit_entries,
        leaf_hash bytea not null check (length(leaf_hash) = 32),
        primary key (tree, position)
      );
      ${policy('audit_leaves', `${SCOPE} = '*'`)}
      ${appendOnly('audit_leaves')}

      create table audit_checkpoints (
        tree integer not null references audit_trees,
        size bigint not null check (size > 0),
        note text not null,
        signed_at timestamptz not null default now(),
        primary key (tree, size)
      );
      ${policy('audit_checkpoints', `${SCOPE} = '*'`)}
      ${appendOnly('audit_checkpoints')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_checkpoints, audit_leaves, audit_trees, audit_pending, audit_entries');
  }
}
