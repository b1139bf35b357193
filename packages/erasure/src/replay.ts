import type { Database } from '@parley/persistence';
import type { ErasureTarget } from './erasure-target.js';
import { asErasure, type ErasureLedger, type LedgerEntry } from './ledger.js';

/** Ids of one statement. */
const BATCH = 1000;

const UNKNOWN = `
  select asked.id from unnest($1::text[]) as asked(id)
  where not exists (select from erasures e where e.id = asked.id and e.state in ('destroying', 'complete'))`;

/** It is due at once: its keys are gone. */
const AGAIN = `
  insert into erasures (id, app_id, account_id, kind, target_id, subjects, requested_at, requested_by, due_at, state)
  values ($1, $2, $3, $4, $5, $6, $7, $8, now(), 'destroying')
  on conflict (id) do update set state = 'destroying', due_at = least(erasures.due_at, now()), waiting = null, lease_until = null
  where erasures.state in ('pending', 'cancelled')`;

/** Deleted or not. */
const APP = 'select from apps where id = $1';

/** What replaying needs. */
export interface ReplayParts {
  readonly db: Database;
  readonly ledger: ErasureLedger;
  readonly targets: readonly ErasureTarget[];
}

/**
 * Hides again what the ledger says was erased and the database does not know: it was restored from an older copy. The rest
 * of each erasure then takes its way. Answers how many there were. To be done before anything is served from such a database.
 */
export async function replayErasures(parts: ReplayParts, signal: AbortSignal): Promise<number> {
  const ids = await parts.ledger.ids();
  let replayed = 0;
  for (let from = 0; from < ids.length; from += BATCH) {
    const unknown = await parts.db.system().query<{ id: string }>(UNKNOWN, [ids.slice(from, from + BATCH)]);
    for (const { id } of unknown) {
      signal.throwIfAborted();
      const entry = await parts.ledger.entry(id);
      if (entry && (await replay(parts, entry))) replayed += 1;
    }
  }
  return replayed;
}

/** Answers whether there was anything to do: a copy from before the app was made has nothing of it. */
async function replay({ db, targets }: ReplayParts, entry: LedgerEntry): Promise<boolean> {
  const erasure = asErasure(entry);
  const target = targets.find(({ kind }) => kind === erasure.kind);
  if (!target) throw new Error(`Nobody hides what was erased of the kind ${erasure.kind}`);
  return db.app(erasure.appId).transaction(async (tx) => {
    if ((await tx.query(APP, [erasure.appId])).length === 0) return false;
    await target.hideAgain(tx, erasure);
    await tx.query(AGAIN, [
      erasure.id, erasure.appId, erasure.accountId ?? null, erasure.kind, erasure.targetId, JSON.stringify(erasure.subjects), erasure.requestedAt, erasure.requestedBy,
    ]);
    return true;
  });
}
