import type { LegalHoldType } from '@parley/contracts';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { FIND_HOLD, HIDE_AGAIN, SHARE_APP } from './held.queries.js';
import type { Doomed } from './doomed.js';
import { underLegalHold } from './legal-hold.errors.js';

/**
 * Raises legal_hold when a hold in force reaches any of what is to be deleted. To be asked in the app's scope, in the
 * transaction that deletes, after the locks of users and conversations and before anything is gone: until that transaction
 * ends no hold is placed in the app.
 */
export async function refuseIfHeld(tx: Sql, appId: AppId, doomed: readonly Doomed[]): Promise<void> {
  const type = await holdOn(tx, appId, doomed);
  if (type !== undefined) throw underLegalHold(type);
}

/** The same question, for who passes by what is held, such as a job. */
export const isHeld = async (tx: Sql, appId: AppId, doomed: readonly Doomed[]): Promise<boolean> => (await holdOn(tx, appId, doomed)) !== undefined;

async function holdOn(tx: Sql, appId: AppId, doomed: readonly Doomed[]): Promise<LegalHoldType | undefined> {
  const named = (type: 'user' | 'conversation') => doomed.flatMap((one) => (one.type === type ? [one.id] : []));
  // Two statements: the second sees what was committed while the first waited.
  const [shared] = await tx.query<{ hidden: string | null }>(SHARE_APP, [appId]);
  const values = [appId, doomed.some(({ type }) => type === 'app'), named('user'), named('conversation')];
  const [found] = await tx.query<{ type: LegalHoldType }>(FIND_HOLD, values);
  if (shared) await tx.query(HIDE_AGAIN, [shared.hidden ?? '']);
  return found?.type;
}

/** Whether any hold is in force, in whichever app. In the system scope. */
export async function isAnythingHeld(sql: Pick<Sql, 'query'>): Promise<boolean> {
  const [row] = await sql.query<{ held: boolean }>('select exists (select from legal_holds where lifted_at is null) as held');
  return row?.held === true;
}
