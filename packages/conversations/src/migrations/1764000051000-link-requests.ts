import { appRowsOrSystem, inBackups } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Links that wait to be opened: each goes with its first use, its time, or its user. It refers to nothing: a user who is hidden
 * is found by nobody, and a restore puts users back without asking what waits.
 */
export class LinkRequests1764000051000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table link_requests (
        app_id text collate "C" not null,
        id text collate "C" not null,
        integration_id text collate "C" not null,
        code_index bytea not null,                 -- blind index of integration and code
        user_id text collate "C" not null,
        conversation_id text collate "C" not null,
        requested_by text collate "C" not null,    -- the key that asked
        expires_at timestamptz not null,
        primary key (app_id, id)
      );
      create unique index link_requests_code on link_requests (app_id, code_index);
      create index link_requests_user on link_requests (app_id, user_id);
      create index link_requests_expires on link_requests (expires_at);
      ${appRowsOrSystem('link_requests')}
      ${inBackups('link_requests')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table link_requests');
  }
}
