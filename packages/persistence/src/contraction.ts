/**
 * SQL for migrations that take away what the version before needs. Nobody is at work then: versions before refuse to start
 * from now on, and the ones that run are stopped for the update (docs/decisions/0065).
 */

/** Says that only code that knows this migration may work on the database. */
export const noOlderCode = (migration: string): string => `update parley_meta set oldest_code = '${migration}';`;

/**
 * Takes columns with plain values away, unless a row still has one (`leftPlain` is the condition): then nothing changes, and
 * whoever migrates learns what to do. Row-level security is off meanwhile, because it would hide the rows from the owner.
 */
export const dropPlain = (table: string, columns: readonly string[], leftPlain: string): string => `
  lock table ${table} in access exclusive mode;
  alter table ${table} no force row level security;
  do $$
  begin
    if exists (select from ${table} where ${leftPlain}) then
      raise exception 'Values of ${table} are not sealed yet: parley db migrate seals them' using errcode = 'object_not_in_prerequisite_state';
    end if;
  end $$;
  alter table ${table} force row level security;
  alter table ${table} ${columns.map((column) => `drop column ${column}`).join(', ')};`;
