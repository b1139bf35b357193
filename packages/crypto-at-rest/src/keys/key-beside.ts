import type { DataKeyRow } from './data-keys.queries.js';
import type { Subject, TenantId } from './subject.js';
import { isFresh } from './tenant-keys.js';

/** What `keyBeside` adds to a row; null where the subject has no key. */
export interface KeyBeside {
  readonly key_shard_id: string | null;
  readonly key_generation: number | null;
  readonly key_epoch: number | null;
  readonly key_wrapped: Buffer | null;
  readonly key_fresh: boolean | null;
}

/** SQL of the columns of a KeyBeside. */
export const KEY_BESIDE_COLUMNS = 'k.key_shard_id, k.key_generation, k.key_epoch, k.key_wrapped, k.key_fresh';

/** SQL that joins the newest key of a subject to the row that is read anyway; `tenant` and `subject` are SQL. For whom `Keyring.comingIntoUse` says that it is needed. */
export const keyBeside = (tenant: string, subject: string): string => `
  left join lateral (
    select shard_id as key_shard_id, generation as key_generation, epoch as key_epoch, wrapped as key_wrapped, ${isFresh('d')} as key_fresh
    from data_keys d where tenant_id = ${tenant} and subject = ${subject} order by generation desc limit 1) k on true`;

/** The key as a row of `data_keys`; nothing where there is none. */
export function rowBeside({ tenant, subject }: { readonly tenant: TenantId; readonly subject: Subject }, beside: KeyBeside): DataKeyRow | undefined {
  const { key_shard_id: shardId, key_generation: generation, key_epoch: epoch, key_wrapped: wrapped, key_fresh: fresh } = beside;
  if (shardId === null || generation === null || epoch === null || wrapped === null) return undefined;
  return { tenant_id: tenant, subject, shard_id: shardId, generation, epoch, wrapped, fresh: fresh !== false };
}
