import { appRowsOnly } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Legal holds, and what each reaches beyond its target that no other table tells any more. A lifted hold stays, with when and by whom. */
export class LegalHolds1764000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table legal_holds (
        app_id text collate "C" not null references apps on delete cascade,
        id text collate "C" not null,
        target_type text not null check (target_type in ('app', 'user', 'conversation')),
        target_id text collate "C" not null,
        sealed_reference bytea,
        reference_index bytea, -- blind index of the reference
        created_at timestamptz not null default now(),
        created_by text collate "C" not null, -- a key's id
        lifted_at timestamptz,
        lifted_by text collate "C",
        primary key (app_id, id)
      );
      create unique index legal_holds_in_force on legal_holds (app_id, target_type, target_id, coalesce(reference_index, '')) where lifted_at is null;
      create index legal_holds_in_force_ids on legal_holds (app_id, id) where lifted_at is null;
      ${appRowsOnly('legal_holds')}
      -- Who looks for apps to remove passes by those that are held.
      create policy legal_holds_read on legal_holds for select using (current_setting('parley.scope', true) = '*');

      create table legal_hold_reach (
        app_id text collate "C" not null,
        hold_id text collate "C" not null,
        type text not null check (type in ('user', 'conversation')),
        id text collate "C" not null, -- a conversation that a held user has left, or a user who has left a held conversation or wrote in it
        foreign key (app_id, hold_id) references legal_holds on delete cascade,
        primary key (app_id, hold_id, type, id)
      );
      ${appRowsOnly('legal_hold_reach')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table legal_hold_reach; drop table legal_holds');
  }
}
