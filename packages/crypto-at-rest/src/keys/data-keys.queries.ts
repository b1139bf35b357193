import { isFresh, type TenantKeyRow } from './tenant-keys.js';

/** A row of `data_keys`. */
export interface DataKeyRow {
  readonly tenant_id: string;
  readonly subject: string;
  readonly generation: number;
  readonly shard_id: string;
  readonly epoch: number;
  readonly wrapped: Buffer;
  /** Written by this very transaction, as in TenantKeyRow. */
  readonly fresh: boolean;
}

/** The same with its tenant's keys. */
export type WholeKeyRow = DataKeyRow & TenantKeyRow;

const COLUMNS = 'd.tenant_id, d.subject, d.generation, d.shard_id, d.epoch, d.wrapped';

/** The data keys of one subject ($2) of a tenant ($1) whose own are remembered, the newest generation first: what a conversation costs that comes into use. */
export const FIND_KEYS_OF_SUBJECT = {
  name: 'data-keys-of-subject',
  text: `select ${COLUMNS}, ${isFresh('d')} as fresh from data_keys d where tenant_id = $1 and subject = $2 order by generation desc limit 100`,
};

/** The same of several subjects ($2). */
export const FIND_KEYS_OF_TENANT = {
  name: 'data-keys-of-tenant',
  text: `
    select ${COLUMNS}, ${isFresh('d')} as fresh from unnest((select $2::text[])) as asked(subject)
    cross join lateral (select *, xmin from data_keys where tenant_id = $1 and subject = asked.subject order by generation desc limit 100) d
    order by d.generation desc`,
};

/** The data keys of some subjects ($2) of some tenants ($1, one for each subject) with the tenants' own, the newest generation of each first. */
export const FIND_DATA_KEYS = {
  name: 'data-keys-find',
  text: `
    select ${COLUMNS}, t.root_key_id, t.wrapped as tenant_wrapped, t.index_wrapped,
      (${isFresh('d')} or ${isFresh('t')}) as fresh
    from unnest((select $1::text[]), (select $2::text[])) as asked(tenant_id, subject)
    cross join lateral (select *, xmin from data_keys where tenant_id = asked.tenant_id and subject = asked.subject order by generation desc limit 100) d
    cross join lateral (select *, xmin from tenant_keys where tenant_id = asked.tenant_id limit 1) t
    order by d.generation desc`,
};

export const INSERT_DATA_KEYS = {
  name: 'data-keys-insert',
  text: `
    insert into data_keys (tenant_id, subject, generation, shard_id, epoch, wrapped)
    select $1, fresh.subject, 1, $2, $3, fresh.wrapped from unnest($4::text[], $5::bytea[]) as fresh (subject, wrapped)
    on conflict do nothing
    returning subject`,
};

export const NEWEST_GENERATION = 'select max(generation) as generation from data_keys where tenant_id = $1 and subject = $2';

export const INSERT_NEXT_KEY = `
  insert into data_keys (tenant_id, subject, generation, shard_id, epoch, wrapped) values ($1, $2, $3, $4, $5, $6)
  on conflict do nothing
  returning generation`;
