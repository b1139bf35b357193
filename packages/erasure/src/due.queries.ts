import { ERASURE_COLUMNS } from './erasure.row.js';

/** Seconds that an erasure is left to whoever is at it without a word of his. */
export const LEASE_SECONDS = 120;
/** Seconds until one is looked at again that is held, or that failed. */
const PAUSE_SECONDS = 30;

const next = (which: string): string => `
    select id from erasures
    where state in ('pending', 'destroying') and due_at <= now() and ($2::text[] is null or id = any($2)) and ${which}
    limit 1 for update skip locked`;

/**
 * Takes the one that has been due for longest and that nobody is at: $1 who. With $2, only if it is among these. One that something was
 * in the way of comes after all that were not tried yet, who was tried longest ago first: however many are held, others go on.
 * Each of the two looks is one step into an index; row-level security lets the outer one use its own only where it is asked for a value.
 */
export const CLAIM = `
  update erasures set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), leased_by = $1
  where id = (select coalesce(
    (${next('waiting is null and (lease_until is null or lease_until < now()) order by due_at')}),
    (${next('waiting is not null and lease_until < now() order by lease_until')})))
  returning ${ERASURE_COLUMNS}`;

export const RENEW = `update erasures set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}) where id = $1 and leased_by = $2`;

/** Leaves it to whoever comes next: at once, or after a pause where $3 says why it did not go on; so whatever waits has a lease's end. */
export const LEAVE = `
  update erasures
  set waiting = $3, leased_by = null, lease_until = case when $3::text is null then null else now() + make_interval(secs => ${PAUSE_SECONDS}) end
  where id = $1 and leased_by = $2 and state in ('pending', 'destroying')`;

export const LOCK = `select ${ERASURE_COLUMNS} from erasures where id = $1 for update`;

export const BEGIN = "update erasures set state = 'destroying', waiting = null where id = $1";

/** Adds to what was counted so far: $2 what, $3 how many. */
export const COUNT = 'update erasures set counts = counts || jsonb_build_object($2::text, coalesce((counts->>$2)::bigint, 0) + $3::bigint) where id = $1';

/** The first time counts: whoever repeats it destroys nothing more. */
export const DESTROYED = 'update erasures set keys = $2, destroyed_at = coalesce(destroyed_at, clock_timestamp()) where id = $1';

export const COMPLETE = `
  update erasures set state = 'complete', completed_at = $2, receipt = $3, waiting = null, leased_by = null, lease_until = null
  where id = $1 and state = 'destroying' returning 1`;
