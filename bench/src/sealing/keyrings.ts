import { openKeyring, openRootKeys, rootKeyAccess, type Keyring, type Owner } from '@parley/crypto-at-rest';
import { asAppId, loadSettings } from '@parley/kernel';
import { Database, openPool } from '@parley/persistence';
import type { Shot } from '../load/job.js';

/** Parley's keys, opened in the bench's own process as an app opens them. */
export interface Keyrings {
  readonly database: Database;
  /** A keyring that remembers nothing yet. */
  readonly make: () => Promise<Keyring>;
  /** The least that asking PostgreSQL can cost: a prepared statement that reads nothing. */
  readonly ask: () => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** More than one conversation's keys, and few enough that a thousand caches are small. */
const CACHE_KEYS = 256;

const NOTHING = { name: 'bench-nothing', text: 'select 1' };

/** `env` is what Parley's apps are started with; a keyring remembers so many keys. */
export async function openKeyrings(env: NodeJS.ProcessEnv, keyCacheKeys = CACHE_KEYS): Promise<Keyrings> {
  const settings = loadSettings(env, { listens: false });
  const pool = openPool(env.DATABASE_URL ?? '', 1);
  const database = new Database(pool);
  const roots = await openRootKeys(database.system(), await rootKeyAccess(settings));
  return { database, make: async () => (await openKeyring({ ...settings, keyCacheKeys }, roots)).keyring, ask: () => pool.query(NOTHING), stop: () => pool.end() };
}

/** Whose keys seal what is posted to these places. */
export const ownersOf = (posts: readonly Shot[]): Owner[] =>
  posts.flatMap(({ path }) => {
    const [, app, conversation] = /^\/v2\/apps\/(\w+)\/conversations\/(\w+)\//.exec(path) ?? [];
    return app && conversation ? [{ tenant: asAppId(app), subject: `conversation:${conversation}` as const }] : [];
  });
