import { operatorOn, recordAct } from '@parley/audit-log';
import type { RecordStep, RotatedTenants, TenantId } from '@parley/crypto-at-rest';
import { asAccountId, asAppId, type Settings } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import { renewedKeysOf } from '../database/keyring.js';
import { withDatabase } from '../database/with-database.js';
import { progressOf } from '../progress.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';

/** One app or account. */
export interface OneTenant {
  readonly type: 'app' | 'account';
  readonly id: string;
}

const ACTIONS = { begin: 'tenantKey:rotate', end: 'tenantKey:retire', destroy: 'tenantKey:destroy' } as const;

/** Each act is on the record in the transaction that does it, in the log of whose key it is. */
const record: RecordStep = async (tx, { step, tenant, details }) => {
  const accountId = await accountOf(tx, tenant);
  const by = accountId === undefined ? operatorOn(asAccountId(tenant)) : { ...operatorOn(asAccountId(accountId)), appId: asAppId(tenant) };
  await recordAct(tx, by, { action: ACTIONS[step], target: { type: accountId === undefined ? 'account' : 'app', id: tenant }, details });
};

/** `parley keys rotate --app`, `--account` or, without one, `--all`. Raises StartError, TenantKeyError, RootKeyError. */
export async function rotateTenants(settings: Settings, of: OneTenant | undefined): Promise<void> {
  const progress = progressOf('Keys of apps and accounts, by the thousand');
  const watch = { record, progress: (done: number, total: number) => progress.show(done, total) };
  const rotated = await withDatabase(settings, async (database) => {
    const tenant = of && await existing(database, of);
    const { keys: { rotator }, close } = await renewedKeysOf(settings, database);
    try {
      return await (tenant === undefined ? rotator.rotateAll(database, watch) : rotator.rotate(database, tenant, watch));
    } finally {
      close();
    }
  });
  progress.end();
  say(told(rotated));
}

/** The same with `--destroy-old`: nothing is made anew, and nothing kept of keys that were replaced. */
export async function destroyOldOfTenants(settings: Settings, of: OneTenant | undefined): Promise<void> {
  const { signal } = new AbortController();
  const destroyed = await withDatabase(settings, async (database) => {
    const tenants = of ? [await existing(database, of)] : await everyTenant(database);
    const { keys: { rotator }, close } = await renewedKeysOf(settings, database);
    try {
      let count = 0;
      for (const tenant of tenants) count += await rotator.destroyFormer(database, tenant, { record }, { signal });
      return count;
    } finally {
      close();
    }
  });
  say(`Nothing is kept any more of ${destroyed} keys of apps and accounts that were replaced.`);
}

async function existing(database: Database, { type, id }: OneTenant): Promise<TenantId> {
  const [row] = await database.system().query(`select from ${type === 'app' ? 'apps' : 'accounts'} where id = $1`, [id]);
  if (!row) throw new StartError(`There is no ${type} ${id}`);
  return id as TenantId;
}

const everyTenant = async (database: Database): Promise<TenantId[]> =>
  (await database.system().query<{ id: TenantId }>('select tenant_id as id from tenant_keys where length(index_wrapped) > 0 order by tenant_id')).map(({ id }) => id);

/** Nothing for an account. */
const accountOf = async (tx: Sql, tenant: string): Promise<string | undefined> =>
  (await tx.query<{ account_id: string }>('select account_id from apps where id = $1', [tenant]))[0]?.account_id;

function told({ tenants, resumed }: RotatedTenants): string {
  if (tenants === 0) return 'There are no keys to rotate: they are made when something is sealed first.';
  return `${tenants} apps and accounts have a new key${resumed > 0 ? `; of ${resumed} of them a rotation that was begun before was ended` : ''}. What the keys before opened stays, also in copies of the database.`;
}
