import type { Sql } from '@parley/persistence';
import { recordedManifest } from '../engine/zone-records.js';
import type { Confirmed, ConfirmedChain } from './verify.types.js';

/** How far zones have confirmed the chain that is written, and the manifests, by the database. In the system scope. */
export async function confirmedBy(sql: Sql): Promise<Confirmed> {
  const chains = await sql.query<ConfirmedChain & Record<string, unknown>>(
    'select chain_id as chain, max(confirmed_lsn)::text as lsn from backup_zones where chain_id is not null and confirmed_lsn is not null group by chain_id');
  return { chains, manifest: await recordedManifest(sql) };
}
