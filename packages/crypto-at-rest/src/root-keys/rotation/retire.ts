import type { ScopedSql } from '@parley/persistence';
import { setTimeout as delay } from 'node:timers/promises';
import { GRACE_SECONDS } from '../root-keys.queries.js';
import type { Record } from './begin-rotation.js';

const RETIRE = 'update root_keys set retired_at = clock_timestamp() where id <> $1 and retired_at is null returning id';
const NAMED = 'select from tenant_keys where root_key_id = any($1) limit 1';

class StillNamed extends Error {}

/**
 * Retires every root key but the current one; false, and nothing is changed, where a tenant's key names one of them still.
 * The rows are locked first: who was about to write a tenant's key under one has done so when they are looked for, and
 * whoever comes later is turned away (migration 1764000024000).
 */
export async function retireOthers(sql: ScopedSql, current: string, record: Record): Promise<boolean> {
  try {
    await sql.transaction(async (tx) => {
      const retired = (await tx.query<{ id: string }>(RETIRE, [current])).map(({ id }) => id);
      if (retired.length === 0) return;
      if ((await tx.query(NAMED, [retired])).length > 0) throw new StillNamed();
      await record(tx, { step: 'end', rootKeyId: current, details: { retired } });
    });
    return true;
  } catch (error) {
    if (error instanceof StillNamed) return false;
    throw error;
  }
}

const LEFT = `
  select coalesce(max(extract(epoch from k.retired_at + make_interval(secs => $1) - clock_timestamp()))::float8, 0) as seconds
  from root_keys k where exists (select from root_key_recipients r where r.root_key_id = k.id)`;
const DESTROY = 'delete from root_key_recipients r using root_keys k where k.id = r.root_key_id and k.retired_at is not null returning r.root_key_id as id';

/**
 * Takes away what everybody holds of root keys that were retired, once no process needs them any more: `graceSeconds` after
 * the last of them was. Answers of how many. That they were there stays in the table.
 */
export async function destroyRetiredRootKeys(sql: ScopedSql, record: Record, graceSeconds = GRACE_SECONDS): Promise<number> {
  const [left] = await sql.query<{ seconds: number }>(LEFT, [graceSeconds]);
  await delay(Math.max(0, left?.seconds ?? 0) * 1000);
  return sql.transaction(async (tx) => {
    const destroyed = [...new Set((await tx.query<{ id: string }>(DESTROY)).map(({ id }) => id))];
    for (const rootKeyId of destroyed) await record(tx, { step: 'destroy', rootKeyId, details: {} });
    return destroyed.length;
  });
}
