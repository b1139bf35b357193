/** A table of lanes: what is done in a row at one integration, by a key of its own (a sender, a conversation). */
export interface LaneTable {
  readonly table: string;
  readonly key: string;
}

/**
 * Leases due lanes. Walks over the integrations that have lanes, one index probe each, and takes a few of each: one that is flooded
 * costs the others nothing. A leased lane's `next_attempt_at` is the end of its lease. `apps` joins the apps whose lanes are taken.
 * $1 $2 the last integration walked · $3 integrations to walk · $4 lanes of each · $5 lanes in all · $6 lease in seconds · $7 token
 * · $8 $9 integrations with a bound of their own
 */
export const claimLanes = (name: string, { table, key, apps }: LaneTable & { readonly apps: string }) => ({
  name,
  text: `
    with recursive walk as (
      (select app_id, integration_id, 1 as step from ${table}
       where (app_id, integration_id) > ($1, $2) order by app_id, integration_id limit 1)
      union all
      select next.app_id, next.integration_id, walk.step + 1 from walk
      cross join lateral (
        select l.app_id, l.integration_id from ${table} l
        where (l.app_id, l.integration_id) > (walk.app_id, walk.integration_id) order by l.app_id, l.integration_id limit 1) next
      where walk.step < $3),
    due as (
      select lane.* from walk
      ${apps}
      left join unnest($8::text[], $9::int[]) as bound(integration_id, free) on bound.integration_id = walk.integration_id
      cross join lateral (
        select l.app_id, l.integration_id, l.${key} from ${table} l
        where l.app_id = walk.app_id and l.integration_id = walk.integration_id and l.next_attempt_at <= now()
        order by l.next_attempt_at limit coalesce(bound.free, $4::int) for update skip locked) lane
      limit $5),
    claimed as (
      update ${table} l set next_attempt_at = now() + make_interval(secs => $6::float8), leased_by = $7
      from due where l.app_id = due.app_id and l.integration_id = due.integration_id and l.${key} = due.${key}
      returning l.app_id, l.integration_id, l.${key}, l.attempts)
    select walk.app_id, walk.integration_id, claimed.${key}, claimed.attempts
    from walk left join claimed using (app_id, integration_id) order by walk.step`,
});

/** Keeps a lane that is still the caller's. $1 app · $2 integration · $3 key · $4 token · $5 lease in seconds */
export const renewLane = (name: string, { table, key }: LaneTable) => ({
  name,
  text: `
    update ${table} set next_attempt_at = now() + make_interval(secs => $5::float8)
    where app_id = $1 and integration_id = $2 and ${key} = $3 and leased_by = $4 returning 1`,
});
