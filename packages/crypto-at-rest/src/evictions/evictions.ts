import type { ScopedSql, Sql } from '@parley/persistence';
import { setTimeout as delay } from 'node:timers/promises';
import type { TenantId } from '../keys/subject.js';
import { FORGET_OLD, LAST_EVICTION, ORDERLY, WAITED_FOR, WRITE_EVICTION } from './evictions.queries.js';

/** A processes's answer takes a second, or two. */
const LOOK_MS = 200;

/**
 * Has every process forget keys of a tenant, by the names that caches give them, or all of them, once `tx` is committed.
 * To be written last in it: others wait with theirs until it ends.
 */
export async function writeEviction(tx: Sql, tenant: TenantId, names: readonly string[] | undefined): Promise<void> {
  await tx.query(ORDERLY);
  await tx.query(WRITE_EVICTION, [tenant, names ?? null]);
}

/**
 * Resolves when every process that is alive, or was seen within the last minute, has forgotten what was written until now
 * for the tenant. Rejects with the signal's reason.
 */
export async function evictedEverywhere(sql: ScopedSql, tenant: TenantId, signal: AbortSignal): Promise<void> {
  const [last] = await sql.query<{ id: string | null }>(LAST_EVICTION, [tenant]);
  if (typeof last?.id !== 'string') return;
  while ((await sql.query(WAITED_FOR, [last.id])).length > 0) await delay(LOOK_MS, undefined, { signal });
  await sql.query(FORGET_OLD);
}
