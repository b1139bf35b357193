import { policy } from '@parley/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When each worker process was last alive, for readiness. */
export class WorkerHeartbeats1764000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table worker_heartbeats (
        id text collate "C" primary key,
        seen_at timestamptz not null
      );
      ${policy('worker_heartbeats', `current_setting('parley.scope', true) = '*'`)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table worker_heartbeats');
  }
}
