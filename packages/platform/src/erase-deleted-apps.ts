import { operatorOn } from '@parley/audit-log';
import { Erasures } from '@parley/erasure';
import { asAccountId, asAppId } from '@parley/kernel';
import type { Database } from '@parley/persistence';

const WITHOUT_ERASURE = `
  select a.id, a.account_id from apps a
  where a.deleted_at is not null and not exists (select from erasures e where e.app_id = a.id and e.kind = 'app' and e.state <> 'cancelled')
  order by a.deleted_at limit $1`;

/** These apps have waited since they were deleted. */
const AT_ONCE = new Erasures({ erasureDelaySeconds: 0, appErasureDelaySeconds: 0 });

/** Asks for the erasure of at most `limit` apps that the version before deleted: it removed their rows and asked for none. Answers how many. */
export async function eraseDeletedApps(db: Database, limit: number): Promise<number> {
  const apps = await db.system().query<{ id: string; account_id: string }>(WITHOUT_ERASURE, [limit]);
  for (const { id, account_id: accountId } of apps)
    await AT_ONCE.request(db.system(), { appId: asAppId(id), kind: 'app', targetId: id, subjects: [], by: operatorOn(asAccountId(accountId)) });
  return apps.length;
}
