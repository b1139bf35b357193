import type pg from 'pg';
import { WITHDRAW_FROM_APPEND_ONLY } from './policies.js';

/** The tables that some migrations make, as one script: an empty database gets them at once, instead of migration by migration. */
export interface Baseline {
  /** The migrations that the script stands for; it also says in the database that they have run. */
  readonly migrations: readonly string[];
  /** What pg_dump says of a database after these, without roles and rights. */
  readonly sql: string;
}

/** Runs the script in one transaction: all of it is there, or nothing. Rights come by the defaults that `initDatabase` has set. */
export async function applyBaseline(client: pg.Client, { sql }: Baseline): Promise<void> {
  try {
    await client.query(`begin; ${sql}; set search_path = public; ${WITHDRAW_FROM_APPEND_ONLY} commit`);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    // What the script sets for its session, such as an empty search path, is not for what comes after it.
    await client.query('reset all');
  }
}
