/** Bounds what follows in this transaction by $1, and answers what held before. */
export const BOUND = {
  name: 'audit-bound',
  text: `
    select was.*, set_config('lock_timeout', $1, true), set_config('statement_timeout', $1, true)
    from (select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement offset 0) was`,
};

/** Writes the entry and puts it before the sequencer; the bounds are then as they were. An app's scope sees no entry, so nothing is returned. */
export const INSERT = {
  name: 'audit-record',
  text: `
    with entry as (
      insert into audit_entries (id, account_id, app_id, actor, scope, address, action, target_type, target_id, outcome, request_id, at, details)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ), pending as (
      insert into audit_pending (entry_id) values ($1)
    )
    select set_config('lock_timeout', $14, true), set_config('statement_timeout', $15, true)`,
};
