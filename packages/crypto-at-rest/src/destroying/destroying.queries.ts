/** A data key as its row says. */
export interface KeyRow {
  readonly subject: string;
  readonly generation: number;
  readonly epoch: number;
  readonly wrapped: Buffer;
}

/** Shards ($1 tenant) that hold keys of subjects ($2) up to a generation of each ($3, null: all). */
export const SHARDS_OF_SUBJECTS = `
  select distinct d.shard_id from data_keys d
  join unnest($2::text[], $3::int[]) as asked (subject, through) on d.subject = asked.subject
  where d.tenant_id = $1 and (asked.through is null or d.generation <= asked.through)`;

/** Whoever makes a key in the shard is waited for, and waits. */
export const LOCK_SHARD = 'select epoch from key_shards where tenant_id = $1 and id = $2 for update';

export const KEYS_OF_SHARD = 'select subject, generation, epoch, wrapped from data_keys where tenant_id = $1 and shard_id = $2';

export const MOVE_KEYS = `
  update data_keys d set epoch = $3, wrapped = moved.wrapped
  from unnest($4::text[], $5::int[], $6::bytea[]) as moved (subject, generation, wrapped)
  where d.tenant_id = $1 and d.shard_id = $2 and d.subject = moved.subject and d.generation = moved.generation`;

/**
 * That the shard is about to be moved, committed before its object is replaced: of a row with a negative epoch nobody trusts
 * what he remembers, and whoever makes a key asks the key store. Else a key could be made under a secret that is gone, where
 * whoever moves the shard dies between the object and the rows.
 */
export const MARK_SHARD = 'update key_shards set epoch = -epoch where tenant_id = $1 and id = $2 and epoch > 0';

export const MOVE_SHARD = 'update key_shards set epoch = $3 where tenant_id = $1 and id = $2';

/** Keys that are gone, and that they are. */
export const REMOVE_KEYS = `
  with gone as (select * from unnest($2::text[], $3::int[]) as gone (subject, generation)),
  removed as (delete from data_keys d using gone where d.tenant_id = $1 and d.subject = gone.subject and d.generation = gone.generation)
  update destroyed_keys d set destroyed_at = now() from gone where d.tenant_id = $1 and d.subject = gone.subject and d.generation = gone.generation`;

/** An id that is known already stays where this time the key could not be opened. */
export const NOTE_KEYS = `
  insert into destroyed_keys (tenant_id, subject, generation, key_id)
  select $1, noted.subject, noted.generation, noted.key_id from unnest($2::text[], $3::int[], $4::text[]) as noted (subject, generation, key_id)
  on conflict (tenant_id, subject, generation) do update set key_id = coalesce(excluded.key_id, destroyed_keys.key_id)`;

/** As SHARDS_OF_SUBJECTS asks. */
export const DESTROYED = `
  select d.subject, d.generation, d.key_id from destroyed_keys d
  join unnest($2::text[], $3::int[]) as asked (subject, through) on d.subject = asked.subject
  where d.tenant_id = $1 and (asked.through is null or d.generation <= asked.through) and d.destroyed_at is not null
  order by d.subject, d.generation`;

/** What this transaction writes must outlast a crash of the database, whatever the process's other commits wait for. */
export const DURABLE = "select set_config('synchronous_commit', 'on', true)";

/** Waits for whoever makes a key or a shard for the tenant; in the order in which they lock. */
export const LOCK_SHARDS = `
  with shards as materialized (select id from key_shards where tenant_id = $1 order by id for update)
  select count(*) from shards`;

/** Whoever makes a shard is waited for, and whoever wants to meets no tenant key: the row stays, so that nobody makes another. */
export const EMPTY_TENANT = "update tenant_keys set wrapped = '', index_wrapped = '' where tenant_id = $1";

/** After it, so that none of them is overlooked. */
export const REMOVE_SHARDS = `
  with shards as (delete from key_shards where tenant_id = $1)
  update destroyed_keys set destroyed_at = now() where tenant_id = $1 and subject = '*'`;

export const REMOVE_SOME_KEYS = `
  delete from data_keys where ctid = any (array (select ctid from data_keys where tenant_id = $1 limit 5000)) returning 1`;
