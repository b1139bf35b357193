import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of service accounts (`svc_`): keys of scope `account` that name theirs. A version before does not know their prefix and refuses them. */
export class ServiceAccountKeys1764000026110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_keys add column service_account_id text collate "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from api_keys where service_account_id is not null; alter table api_keys drop column service_account_id');
  }
}
