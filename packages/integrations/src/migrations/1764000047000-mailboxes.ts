import { appRowsOrSystem, inBackups } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mailboxes that integrations read, and how far they have been read: whoever holds one reads it, and its position moves with the mails. */
export class Mailboxes1764000047000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table mailboxes (
        app_id text collate "C" not null,
        integration_id text collate "C" not null,
        account_index bytea,                       -- blind index of whose mailbox it is, and its name; null before it was opened
        numbering_index bytea,                     -- blind index of the server and its UIDVALIDITY: what last_uid counts in
        last_uid bigint,                           -- all mails to here are in the inbox, or were there before the integration was
        began_at timestamptz,                      -- of the newest mail when it was first opened, by the server's clock; null where there was none
        newest_at timestamptz,                     -- of the newest mail that was taken, by the server's clock
        attempts integer not null default 0,       -- to open it, since it was last read for a while
        fault text collate "C",                    -- why it is not read: a code; null while it is
        next_attempt_at timestamptz not null,      -- of a held mailbox: when its lease ends
        leased_by text collate "C",
        foreign key (app_id, integration_id) references integrations on delete cascade,
        primary key (app_id, integration_id)
      ) with (fillfactor = 70);
      ${appRowsOrSystem('mailboxes')}
      ${inBackups('mailboxes')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table mailboxes');
  }
}
