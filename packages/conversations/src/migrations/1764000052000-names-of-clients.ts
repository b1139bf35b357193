import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A client may be found by several names. The index by clients, which held one for each, is built anew beside writers; what a run that
 * was broken off has left goes first.
 */
export class NamesOfClients1764000052000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists client_addresses_of_client');
    await runner.query('create index concurrently client_addresses_of_client on client_addresses (app_id, client_id)');
    await runner.query('drop index concurrently if exists client_addresses_client');
  }

  /** Leaves one name of each client. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from client_addresses a using client_addresses b where a.app_id = b.app_id and a.client_id = b.client_id and a.address_index > b.address_index');
    await runner.query('drop index concurrently if exists client_addresses_client');
    await runner.query('create unique index concurrently client_addresses_client on client_addresses (app_id, client_id)');
    await runner.query('drop index concurrently if exists client_addresses_of_client');
  }
}
