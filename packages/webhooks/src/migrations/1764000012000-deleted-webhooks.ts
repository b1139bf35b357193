import { appRowsOrSystem } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets a webhook go without the deliveries that wait for it: its row is deleted at once, and what it leaves behind is
 * written down for a job to remove. The trigger holds for every way in which the row can go, also for an integration's
 * or an app's deletion, and for the version before.
 */
export class DeletedWebhooks1764000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOCK);
    await runner.query(`
      create table deleted_webhooks (
        app_id text collate "C" not null, -- refers to nothing: the app may be gone first
        webhook_id text collate "C" not null,
        deleted_at timestamptz not null default now(),
        primary key (app_id, webhook_id)
      );
      ${appRowsOrSystem('deleted_webhooks')}

      create function note_deleted_webhooks() returns trigger language plpgsql as $$
      begin
        insert into deleted_webhooks (app_id, webhook_id) select app_id, id from gone;
        return null;
      end $$;
      create trigger note_deleted after delete on webhooks referencing old table as gone
        for each statement execute function note_deleted_webhooks();

      alter table webhook_lanes drop constraint webhook_lanes_app_id_webhook_id_fkey;
      alter table webhook_deliveries drop constraint webhook_deliveries_app_id_webhook_id_fkey`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const references = 'foreign key (app_id, webhook_id) references webhooks on delete cascade';
    await runner.query(`
      drop trigger note_deleted on webhooks;
      drop function note_deleted_webhooks;
      delete from webhook_lanes where (app_id, webhook_id) in (select app_id, webhook_id from deleted_webhooks);
      delete from webhook_deliveries where (app_id, webhook_id) in (select app_id, webhook_id from deleted_webhooks);
      drop table deleted_webhooks;
      alter table webhook_lanes add ${references};
      alter table webhook_deliveries add ${references}`);
  }
}

/**
 * A foreign key is dropped under locks of both of its tables, which workers lock in all orders: the three are taken
 * together, and let go after a moment (less than the server's `deadlock_timeout`) when somebody is in the way.
 */
const LOCK = `
  set local lock_timeout = '200ms';
  do $$
  begin
    loop
      begin
        lock table webhooks, webhook_deliveries, webhook_lanes in access exclusive mode;
        return;
      exception when lock_not_available then
        perform pg_sleep(0.2);
      end;
    end loop;
  end $$`;
