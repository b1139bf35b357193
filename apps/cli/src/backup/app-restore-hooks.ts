import { operatorOn, recordAct } from '@parley/audit-log';
import { sumOfHeld, type ReplaceHooks, type Replaced } from '@parley/backup';
import { listErasures, type Erasure, type ErasureTarget } from '@parley/erasure';
import { putBackMailboxes } from '@parley/integrations';
import type { AccountId, AppId } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import type { Database, Sql } from '@parley/persistence';
import { StartError } from '../start-error.js';

export interface HookParts {
  readonly database: Database;
  readonly targets: readonly ErasureTarget[];
  readonly appId: AppId;
  /** What the audit log says of the moment. */
  readonly moment: { readonly snapshot: number; readonly to: string };
}

/** Rows that wait for an erasure. */
const HIDDEN = 'select hidden_by as id from users where app_id = $1 and hidden_by is not null union select hidden_by from conversations where app_id = $1 and hidden_by is not null';
const STATE = 'select account_id, deleted_at from apps where id = $1';
const CANCEL = "update erasures set state = 'cancelled', waiting = null where id = $1 and state = 'pending' returning id";

/** Rows of one statement of a purge. */
const PURGED = 1000;

/**
 * What an app that is put back must not forget: holds of the law, what was erased or is to be erased since, and mailboxes that are to be
 * read again. The erasure of the app itself is cancelled where it was not deleted then; it is too late where it has begun. Raises AppError `legal_hold`,
 * StartError.
 */
export function replaceHooks({ database, targets, appId, moment }: HookParts): ReplaceHooks {
  const erasures = (): Promise<Erasure[]> => listErasures(database, { appId, all: true });
  return {
    before: async (tx) => {
      await refuseIfHeld(tx, appId, [{ type: 'app' }]);
      if ((await erasures()).some(({ kind, state }) => kind === 'app' && (state === 'destroying' || state === 'complete'))) throw new StartError('The erasure of this app has begun: it cannot be brought back');
    },
    after: async (tx, replaced) => {
      const all = await erasures();
      const [app] = await tx.query<{ account_id: AccountId; deleted_at: Date | null }>(STATE, [appId]);
      const by = { ...operatorOn(app?.account_id), appId };
      for (const { id } of app?.deleted_at ? [] : all.filter(({ kind, state }) => kind === 'app' && state === 'pending')) {
        if ((await tx.query(CANCEL, [id])).length === 0) throw new StartError('The erasure of this app has begun: it cannot be brought back');
        await recordAct(tx, by, { action: 'erasure:cancel', target: { type: 'app', id: appId }, details: { erasureId: id } });
      }
      await followErasures(tx, targets, appId, all);
      await putBackMailboxes(tx, appId);
      await recordAct(tx, by, { action: 'app:restore', target: { type: 'app', id: appId }, details: { ...moment, ...countsOf(replaced) } });
    },
  };
}

/** What is erased, or is to be, is hidden again, the oldest first; what hides by an erasure that was cancelled since is shown. */
async function followErasures(tx: Sql, targets: readonly ErasureTarget[], appId: AppId, all: readonly Erasure[]): Promise<void> {
  const targetOf = (erasure: Erasure) => targets.find(({ kind }) => kind === erasure.kind);
  const hidden = new Set((await tx.query<{ id: string }>(HIDDEN, [appId])).map(({ id }) => id));
  for (const erasure of all.filter(({ kind }) => kind !== 'app').toReversed()) {
    if (erasure.state !== 'cancelled') await targetOf(erasure)?.hideAgain(tx, erasure);
    else if (hidden.has(erasure.id)) await targetOf(erasure)?.reveal(tx, erasure);
  }
}

/** Removes rows again whose keys are gone; what is still to be erased, the worker removes in its time. Answers how many there were. */
export async function purgeAgain({ database, targets, appId }: Omit<HookParts, 'moment'>): Promise<number> {
  let all = 0;
  for (const erasure of await listErasures(database, { appId, all: true })) {
    const target = targets.find(({ kind }) => kind === erasure.kind);
    if (erasure.kind === 'app' || erasure.state !== 'complete' || !target) continue;
    for (let some = PURGED; some >= PURGED; all += some) some = await target.purge(database, erasure, PURGED);
  }
  return all;
}

/** How many rows, over all tables. */
export function countsOf({ tables, held }: Pick<Replaced, 'tables' | 'held'>): Record<'deleted' | 'inserted' | 'updated' | 'held', number> {
  const sum = (of: 'deleted' | 'inserted' | 'updated'): number => tables.reduce((all, each) => all + each[of], 0);
  return { deleted: sum('deleted'), inserted: sum('inserted'), updated: sum('updated'), held: sumOfHeld(held) };
}
