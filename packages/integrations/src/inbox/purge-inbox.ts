import type { Sql } from '@parley/persistence';
import { PURGE } from './inbox.queries.js';

/** For how long an applied event is known again, and one that is parked can be looked at, in seconds: vendors repeat for a week at most (WhatsApp). */
const [KNOWN_SECONDS, PARKED_SECONDS] = [14 * 86_400, 14 * 86_400];

/** Removes at most `limit` events whose time is over; answers how many. */
export const purgeInbox = async (sql: Sql, limit: number): Promise<number> => (await sql.query(PURGE, [KNOWN_SECONDS, PARKED_SECONDS, limit])).length;
