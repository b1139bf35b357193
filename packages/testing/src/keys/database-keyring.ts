import { openRootKeys, type Keyring } from '@parley/crypto-at-rest';
import type { Sql } from '@parley/persistence';
import { testRootKeyAccess, testRootKeyFile } from '../root-key/root-key.js';
import { testKeyring } from './test-keyring.js';

interface State {
  readonly environment: string;
  readonly root: string;
}

const known = new WeakMap<Sql, { readonly state: State; readonly keyring: Keyring }>();

/** The keyring of a spec's database as its apps have it, also after `changeEnvironment`. `sql` sees every row. */
export async function databaseKeyring(sql: Sql): Promise<Keyring> {
  const [state] = await sql.query<State & Record<string, unknown>>(
    'select environment, (select id from root_keys where retired_at is null order by created_at desc, id desc limit 1) as root from parley_meta');
  if (state === undefined) throw new Error('A database of createTestDatabase() has an environment and a root key');
  const made = known.get(sql);
  if (made?.state.root === state.root && made.state.environment === state.environment) return made.keyring;
  const roots = await openRootKeys(sql, testRootKeyAccess(testRootKeyFile(), state.environment));
  const keyring = testKeyring({ roots, installation: { environment: state.environment, region: 'local' } });
  known.set(sql, { state, keyring });
  return keyring;
}
