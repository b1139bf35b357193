import { policy, PUBLICATION } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SYSTEM = `current_setting('parley.scope', true) = '*'`;

/** What backups of this database there are and how they go, and the publication by which they read what changes. */
export class Backups1764000035000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table backup_repository (
        one boolean primary key default true check (one),
        id text collate "C" not null, -- what the keys of its backups are derived from
        created_at timestamptz not null default now()
      );
      insert into backup_repository (id) values (replace(gen_random_uuid()::text, '-', ''));
      ${policy('backup_repository', SYSTEM)}

      create table backup_chains (
        id text collate "C" primary key,
        slot text not null,
        system_identifier text not null, -- 64 bits without a sign
        timeline integer not null,
        consistent_point pg_lsn not null,
        started_at timestamptz not null default now(),
        ended_at timestamptz,
        end_reason text -- a code
      );
      -- One is written at a time.
      create unique index backup_chains_open on backup_chains ((true)) where ended_at is null;
      ${policy('backup_chains', SYSTEM)}

      create table backup_zones (
        zone text collate "C" primary key,
        chain_id text collate "C" references backup_chains,
        confirmed_lsn pg_lsn, -- of the chain: what lies before it is in the zone
        heartbeat_at timestamptz, -- the newest that can be read there
        manifest_number bigint,
        checked_at timestamptz,
        error text -- a code
      );
      ${policy('backup_zones', SYSTEM)}

      create table backup_runs (
        id text collate "C" primary key,
        kind text not null, -- snapshot, drill, verify and so on
        asked_by text not null,
        asked_at timestamptz not null default now(),
        state text not null default 'asked' check (state in ('asked', 'running', 'done', 'failed')),
        done bigint not null default 0,
        total bigint, -- known once it runs
        started_at timestamptz,
        ended_at timestamptz,
        result jsonb,
        error text -- a code
      );
      create index backup_runs_by_kind on backup_runs (kind, asked_at desc);
      create index backup_runs_open on backup_runs (asked_at) where state in ('asked', 'running');
      ${policy('backup_runs', SYSTEM)}

      -- All tables that are there, whichever migrations ran before, but those of database/tables.ts. Later ones add themselves by inBackups().
      drop publication if exists ${PUBLICATION};
      do $$
      begin
        execute (
          select 'create publication ${PUBLICATION} for table ' || string_agg(format('public.%I', relname), ', ' order by relname)
          from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relpersistence = 'p'
            and relname not like 'backup\\_%'
            and relname not in ('parley_meta', 'parley_migrations', 'worker_heartbeats', 'key_holders', 'key_evictions'));
      end $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop publication ${PUBLICATION}; drop table backup_runs; drop table backup_zones; drop table backup_chains; drop table backup_repository`);
  }
}
