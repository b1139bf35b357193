import { appRowsOnly, appRowsOrSystem } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was uploaded. A row goes with its app, its conversation, its message and who wrote that, whoever deletes these; its
 * file is then on the list of those to be removed, by the same transaction.
 */
export class Attachments1764000029000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table attachments (
        app_id text collate "C" not null references apps on delete cascade,
        id text collate "C" not null,
        object_name text collate "C" not null, -- of the file, in the store
        sealed_details bytea not null, -- the file's key, name, type and size
        is_public boolean not null, -- its URL does not expire
        for_message boolean not null, -- it goes with the first message that shows it
        conversation_id text collate "C", -- under whose key the details are; under the app's where there is none
        message_id text collate "C",
        user_id text collate "C", -- who wrote that message
        created_at timestamptz not null default now(),
        primary key (app_id, id),
        foreign key (app_id, conversation_id) references conversations on delete cascade,
        foreign key (app_id, conversation_id, message_id) references messages on delete cascade,
        foreign key (app_id, user_id) references users on delete cascade
      );
      create index attachments_message on attachments (app_id, conversation_id, message_id) where conversation_id is not null;
      create index attachments_user on attachments (app_id, user_id) where user_id is not null;
      ${appRowsOnly('attachments')}

      -- Files that no row tells of: of uploads under way, until these have ended, and of attachments that are gone.
      create table attachment_removals (
        object_name text collate "C" primary key,
        app_id text collate "C" not null, -- no foreign key: the app may be gone
        due_at timestamptz not null,
        lease_until timestamptz -- until then it is left to who is at it
      );
      create index attachment_removals_due on attachment_removals (due_at);
      ${appRowsOrSystem('attachment_removals')}

      create function attachment_to_remove() returns trigger language plpgsql as $$
        begin
          insert into attachment_removals (object_name, app_id, due_at) values (old.object_name, old.app_id, now());
          return null;
        end $$;
      create trigger attachment_removed after delete on attachments for each row execute function attachment_to_remove();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table attachments; drop table attachment_removals; drop function attachment_to_remove()');
  }
}
