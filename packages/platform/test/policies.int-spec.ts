import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@parley/testing';

/** Tables without row-level security: they are of nobody. */
const OF_NOBODY = ['parley_meta', 'parley_migrations'];

/** Every table whose rows are reached across apps (`Database.system`), and by whom. What customers said and who they are is in none but those that wait to be delivered, sealed. */
const ACROSS_APPS: Readonly<Record<string, string>> = {
  accounts: 'the operator lists accounts',
  api_keys: 'a key is looked up before it is known whose it is',
  apps: 'a guard asks whose an app is; jobs find deleted apps and those with a time of retention',
  service_accounts: 'a guard asks whether it is there',
  service_account_apps: 'a guard asks which apps it was granted',
  outbox_events: 'fan-out claims events',
  webhooks: 'fan-out asks who listens',
  webhook_lanes: 'workers claim lanes',
  webhook_deliveries: 'workers read what they deliver',
  webhook_attempts: 'workers log attempts, a job purges them',
  dead_deliveries: 'a job gathers and purges them',
  integrations: 'workers count those in error, and see no others',
  channel_inbox: 'a job purges what was applied, or parked for long',
  channel_inbox_lanes: 'workers claim lanes',
  channel_outbox: 'it goes with its lanes',
  channel_outbox_lanes: 'workers claim lanes',
  channel_choices: 'a job purges those whose time is over',
  link_requests: 'a job purges those whose time is over',
  mailboxes: 'workers claim mailboxes',
  failing_webhooks: 'workers pause webhooks and try them again',
  deleted_webhooks: 'a job removes what waits for them',
  deleted_integrations: 'a job removes their clients',
  attachment_removals: 'a job removes files',
  idempotent_answers: 'a job purges those that have expired, and sees no others',
  legal_holds: 'the eraser asks what is held',
  erasures: 'the eraser claims what is due',
  tenant_keys: 'rotation and a change of the root key',
  tenant_key_rotations: 'rotation',
  key_shards: 'rotation and the destruction of keys',
  data_keys: 'rotation and the destruction of keys',
  destroyed_keys: 'restores replay what was destroyed',
  key_evictions: 'each process forgets keys',
  key_holders: 'a receipt waits until each process has',
  root_keys: 'root keys are of no app',
  root_key_recipients: 'root keys are of no app',
  audit_entries: 'the sequencer reads what it puts into the tree',
  audit_pending: 'the sequencer takes what is new',
  audit_leaves: 'the tree is one for all',
  audit_trees: 'the tree is one for all',
  audit_checkpoints: 'the tree is one for all',
  rate_buckets: 'rates are counted by key and app before a scope is set',
  backup_repository: 'backups are of the whole database',
  backup_chains: 'backups are of the whole database',
  backup_zones: 'backups are of the whole database',
  backup_runs: 'backups are of the whole database',
  backup_files: 'backups are of the whole database',
  worker_heartbeats: 'workers are of no app',
};

interface Policy extends Record<string, unknown> {
  readonly table: string;
  readonly forced: boolean;
  readonly condition: string | null;
}

const POLICIES = `
  select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced,
    concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as condition
  from pg_class c left join pg_policy p on p.polrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`;

describe('row-level security of every table', () => {
  let database: TestDatabase;
  let policies: Policy[];
  beforeAll(async () => {
    database = await createTestDatabase();
    policies = await database.query<Policy>(POLICIES);
  });
  afterAll(() => database.close());

  it('is forced, by a scope without which nothing is seen', () => {
    const open = policies.filter(({ forced, condition }) => !forced || !condition?.includes("current_setting('parley.scope'::text, true)"));
    expect(open.map(({ table }) => table)).toEqual(OF_NOBODY);
  });

  it('lets no table be reached across apps but those on the list', () => {
    const across = policies.filter(({ condition }) => condition?.includes("'*'::text") || condition?.includes("<> ''::text"));
    expect([...new Set(across.map(({ table }) => table))]).toEqual(Object.keys(ACROSS_APPS).toSorted());
  });
});
