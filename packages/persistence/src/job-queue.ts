import type pg from 'pg';

/** The schema of graphile-worker, which keeps its own tables and migrations in it. */
export const QUEUE_SCHEMA = 'graphile_worker';

/**
 * Its tables have row-level security switched on without a policy, so that only their owner sees rows. The apps' role is
 * not the owner; what it may do is decided by its grants.
 */
const OPEN_POLICIES = `
  do $$
  declare missing regclass;
  begin
    for missing in
      select c.oid from pg_class c
      where c.relnamespace = '${QUEUE_SCHEMA}'::regnamespace and c.relkind = 'r' and c.relrowsecurity
        and not exists (select from pg_policy p where p.polrelid = c.oid)
    loop
      execute format('create policy parley_queue on %s using (true) with check (true)', missing);
    end loop;
  end $$`;

/** Brings the job queue's tables up to date, so that the apps find them complete and change nothing. */
export async function installJobQueue(adminUrl: string, client: pg.Client): Promise<void> {
  // Loaded late: only an administrator installs it.
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ connectionString: adminUrl, schema: QUEUE_SCHEMA, logger: new Logger(() => () => undefined) });
  await client.query(OPEN_POLICIES);
}
