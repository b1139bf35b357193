import type { Sql } from '@parley/persistence';
import { PURGE_LINK_REQUESTS } from './link-requests.queries.js';

/** Removes at most `limit` link requests whose time is over; answers how many. */
export const purgeLinkRequests = async (sql: Sql, limit: number): Promise<number> => (await sql.query(PURGE_LINK_REQUESTS, [limit])).length;
