import { ENTRY_COLUMNS } from '../entries/entry.row.js';
import { ACTIONS } from '../entries/actions.js';

const COUNTED = Object.entries(ACTIONS).filter(([, kind]) => kind === 'counted').map(([action]) => `'${action}'`);

/** How the log stands: its tree, the leaves in it, whether entries wait, and the last checkpoint. */
export const STATE = {
  name: 'audit-state',
  text: `
    select t.tree, coalesce(l.position + 1, 0)::float8 as size, exists (select from audit_pending) as pending,
           c.size::float8 as signed_size, c.note, extract(epoch from now() - c.signed_at)::float8 as signed_seconds
    from (select tree from audit_trees order by tree desc limit 1) t
    left join lateral (select position from audit_leaves where tree = t.tree order by position desc limit 1) l on true
    left join lateral (select size, note, signed_at from audit_checkpoints where tree = t.tree order by size desc limit 1) c on true`,
};

/** One for every step that gives out places in the tree; it goes with the transaction, however that ends. */
const SEQUENCER_LOCK = 7_270_391_018;

/** Whether nobody else appends. What is committed is on the disk: leaves are never given out twice. */
export const TRY_LOCK = {
  name: 'audit-try-lock',
  text: `select set_config('synchronous_commit', 'on', true), pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) as alone`,
};

/** The same, waiting for whoever appends: for commands. */
export const LOCK = `select set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock(${SEQUENCER_LOCK})`;

/** At most $1 entries that wait for their leaves. */
export const PENDING = {
  name: 'audit-pending',
  text: `select ${ENTRY_COLUMNS} from audit_pending p join audit_entries e on e.id = p.entry_id order by p.entry_id limit $1`,
};

/** The present tree and its next free position; for the holder of the lock. */
export const END = {
  name: 'audit-end',
  text: `
    select t.tree, coalesce((select position + 1 from audit_leaves where tree = t.tree order by position desc limit 1), 0)::float8 as size
    from audit_trees t order by t.tree desc limit 1`,
};

/** Appends leaves to tree $1 from position $2 on: entries $3 with hashes $4. They wait no longer. */
export const APPEND = {
  name: 'audit-append',
  text: `
    with done as (delete from audit_pending where entry_id = any($3::text[]))
    insert into audit_leaves (tree, position, entry_id, leaf_hash)
    select $1, $2 + n - 1, id, hash from unnest($3::text[], $4::bytea[]) with ordinality as appended (id, hash, n)`,
};

/** The hashes of tree $1 from position $2 up to, without, $3. */
export const LEAVES = {
  name: 'audit-leaves',
  text: 'select leaf_hash from audit_leaves where tree = $1 and position >= $2 and position < $3 order by position',
};

/** Whether an act that waits for no minute is among the leaves of tree $1 from position $2 on. */
export const URGENT = {
  name: 'audit-urgent',
  text: `
    select exists (
      select from audit_leaves l join audit_entries e on e.id = l.entry_id
      where l.tree = $1 and l.position >= $2 and e.action not in (${COUNTED.join(', ')})) as urgent`,
};

/** Keeps a checkpoint of tree $1, unless another worker has kept one of this size or a larger one; for the holder of the lock. */
export const KEEP_CHECKPOINT = {
  name: 'audit-keep-checkpoint',
  text: `
    insert into audit_checkpoints (tree, size, note)
    select $1::integer, $2::bigint, $3 where not exists (select from audit_checkpoints where tree = $1::integer and size >= $2::bigint)`,
};

/** The checkpoints of tree $1 that are larger than $2, smallest first. */
export const CHECKPOINTS_AFTER = {
  name: 'audit-checkpoints-after',
  text: 'select size::float8 as size, note from audit_checkpoints where tree = $1 and size > $2 order by size limit 100',
};
