import type { AuditEntry, Details } from './entry.js';

/** A row of `audit_entries`. */
export interface EntryRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly app_id: string | null;
  readonly actor: string;
  readonly scope: string;
  readonly address: string | null;
  readonly action: string;
  readonly target_type: string;
  readonly target_id: string | null;
  readonly outcome: string;
  readonly request_id: string | null;
  readonly at: Date;
  readonly details: Details;
}

/** The columns of `audit_entries`, qualified as `e`. */
export const ENTRY_COLUMNS =
  'e.id, e.account_id, e.app_id, e.actor, e.scope, e.address, e.action, e.target_type, e.target_id, e.outcome, e.request_id, e.at, e.details';

/** The entry that a row holds. Every column takes part, so that none can be altered unseen. */
export const toEntry = (row: EntryRow): AuditEntry => ({
  id: row.id,
  accountId: row.account_id,
  appId: row.app_id,
  actor: { id: row.actor, scope: row.scope, address: row.address },
  action: row.action,
  target: { type: row.target_type, id: row.target_id },
  outcome: row.outcome,
  requestId: row.request_id,
  at: row.at.toISOString(),
  details: row.details,
});
