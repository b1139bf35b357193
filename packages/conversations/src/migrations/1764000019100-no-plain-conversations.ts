import { appRowsOnly, dropPlain, noOlderCode } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes the plain columns away, once nothing is left in them (docs/decisions/0065). */
export class NoPlainConversations1764000019100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table user_identities;
      ${dropPlain('users', ['external_id', 'external_id_hash', 'profile', 'metadata'], `external_id is not null or profile <> '{}' or metadata <> '{}'`)}
      create unique index users_external_id_index on users (app_id, external_id_index, coalesce(brand_id, ''));
      ${dropPlain('conversations', ['display_name', 'description', 'icon_url', 'metadata'],
        `display_name is not null or description is not null or icon_url is not null or metadata <> '{}'`)}
      ${dropPlain('messages', ['body'], 'body is not null')}
      alter table messages alter column sealed_body set not null;
      ${dropPlain('idempotent_answers', ['answer'], 'answer is not null')}
      ${noOlderCode('NoPlainConversations1764000019100')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table idempotent_answers add column answer json;
      alter table messages alter column sealed_body drop not null, add column body jsonb;
      alter table conversations add column display_name text, add column description text, add column icon_url text, add column metadata jsonb not null default '{}';
      drop index users_external_id_index;
      alter table users add column external_id text, add column external_id_hash bytea, add column profile jsonb not null default '{}', add column metadata jsonb not null default '{}';
      create unique index users_external_id on users (app_id, external_id_hash, coalesce(brand_id, ''));
      create table user_identities (
        app_id text collate "C" not null, user_id text collate "C" not null, type text not null, value text not null, verification text not null,
        foreign key (app_id, user_id) references users on delete cascade, primary key (app_id, type, value, user_id));
      create index user_identities_user on user_identities (app_id, user_id);
      ${appRowsOnly('user_identities')}
      update parley_meta set oldest_code = null`);
  }
}
