import { sqlOf, type Sql } from '@parley/persistence';
import type { RestorePlan } from '../restore/plan/restore-plan.js';
import type { Held } from '../restore/complete/held.js';
import { inTransaction } from '../restore/target/target.js';
import type { AppRestoreParts } from './app-restore.types.js';
import { asApp } from './difference.js';
import { holdWaiting } from './hold-waiting.js';
import { mergeOrder } from './merge-order.js';
import { putBack, type PutBack } from './put-back.js';
import { withShadow } from './restore-beside.js';
import { dropShadow, type ShadowMade } from './shadow.js';

/** What whoever knows of erasures, holds and the audit log does, in the same transaction and in the app's scope. */
export interface ReplaceHooks {
  /** Before any row is touched, while nothing new begins in the app: what it raises prevents all. */
  before(tx: Sql): Promise<void>;
  /** When the rows are as they were. */
  after(tx: Sql, replaced: Replaced): Promise<void>;
}

/** What came of it. */
export interface Replaced extends ShadowMade {
  readonly tables: readonly PutBack[];
  readonly held: Held;
}

/** Whose row the app's other rows hang on: new ones wait for it. */
const LOCK_APP = 'select from apps where id = $1 for update';

/**
 * Puts an app back to a moment in the living database, in one transaction: killed in its middle, nothing has happened. Only
 * rows of the app that differ are written. Access (API keys, grants), keys, legal holds and what waits now stay as they are;
 * what waited then is held. The shadow is gone afterwards. Raises as `restoreBeside` does.
 */
export async function replaceApp(parts: AppRestoreParts, plan: RestorePlan, app: string, hooks: ReplaceHooks): Promise<Replaced> {
  return withShadow(parts, plan, app, async ({ client, tables, made }) => {
    parts.progress?.({ step: 'replacing', done: 0, total: 1 });
    const replaced = await inTransaction(client, async () => {
      await client.query(`set local synchronous_commit = on; set local lock_timeout = '10s'`);
      await asApp(client, app);
      await client.query(LOCK_APP, [app]);
      await hooks.before(sqlOf(client));
      const held = await holdWaiting(client, tables, app);
      const put = await putBack(client, await mergeOrder(client, tables), app);
      await client.query('delete from attachment_removals r using attachments a where a.app_id = $1 and a.object_name = r.object_name', [app]);
      const done = { ...made, held, tables: put };
      await hooks.after(sqlOf(client), done);
      return done;
    });
    await dropShadow(client, app);
    return replaced;
  });
}
