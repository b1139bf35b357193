import { AppError, newId, wallClock } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { AuditAction } from './actions.js';
import type { Actor } from './actor.js';
import type { Details } from './entry.js';
import { BOUND, INSERT } from './record.queries.js';

/** An act that is on the record. */
export interface Act {
  readonly action: AuditAction;
  readonly target: { readonly type: string; readonly id?: string };
  /** `done` when it is not said. */
  readonly outcome?: 'done' | 'refused' | 'failed';
  readonly details?: Details;
}

/** How long the entry may wait for a lock, and how long it may take, in milliseconds: its caller is answered within two seconds. */
const PATIENCE = '1500ms';

/**
 * Writes an act's entry in the act's own transaction: both are there or neither. It waits for nothing but this table, and
 * not for long. Answers the entry's id. Raises audit_unavailable when it cannot be written; the act must then fail too.
 */
export async function recordAct(tx: Sql, by: Actor, { action, target, outcome = 'done', details = {} }: Act): Promise<string> {
  const [id, at] = [newId(), new Date(wallClock())];
  try {
    const [before] = await tx.query<{ lock: string; statement: string }>(BOUND, [PATIENCE]);
    await tx.query(INSERT, [
      id, by.accountId ?? null, by.appId ?? null, by.id, by.scope, by.address ?? null, action, target.type, target.id ?? null,
      outcome, by.requestId ?? null, at, JSON.stringify(details), before?.lock, before?.statement,
    ]);
    return id;
  } catch (cause) {
    throw new AppError('audit_unavailable', 'The act could not be recorded and was not done: try again', { cause });
  }
}
