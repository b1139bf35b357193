import type { Sql } from '@parley/persistence';
import { isRootKey } from './check-value.js';
import type { RootKey } from '../keys/root-key.js';
import { OpenRootKeys } from './open-root-keys.js';
import type { RootKeyAccess } from './root-key-access.js';
import { RootKeyError } from './root-key-error.js';
import type { RootKeyProvider } from './root-key-provider.js';
import { justRetiredRows, population, rootKeyRows, type RecipientRow, type RootKeyRow } from './root-keys.queries.js';
import { settingOf } from './settings-of-providers.js';

/**
 * Opens every root key that has not been retired, each through the first provider that can, and what can be opened of those
 * that were retired a moment ago. `sql` sees the system scope.
 * Raises RootKeyError when there is none, when nobody who is configured opens it, or when whoever could does not answer (retryable).
 */
export async function openRootKeys(sql: Sql, access: RootKeyAccess): Promise<OpenRootKeys> {
  for (const fault of access.faults) access.failed?.(fault);
  const [newest, ...older] = await rootKeyRows(sql);
  if (newest === undefined) throw noRootKey((await population(sql)).accounts);
  const opened: [RootKey, ...RootKey[]] = [await openRootKey(newest, access)];
  for (const row of older) opened.push(await openRootKey(row, access));
  for (const row of await justRetiredRows(sql)) {
    const key = await openRootKey(row, access).catch(unlessNobodyOpens);
    if (key) opened.push(key);
  }
  return new OpenRootKeys(opened);
}

/**
 * Opens those of `rows` that somebody can, retired ones too: for whoever has a copy of the rows and no database. Raises
 * RootKeyError when there is none that opens.
 */
export async function openRootKeyRows(rows: readonly RootKeyRow[], access: RootKeyAccess): Promise<OpenRootKeys> {
  const failures: RootKeyError[] = [];
  const note = (error: unknown): void => {
    if (!(error instanceof RootKeyError)) throw error;
    failures.push(error);
  };
  const opened = await Promise.all(rows.map((row) => openRootKey(row, access).catch(note)));
  const [newest, ...older] = opened.filter((key) => key !== undefined);
  if (newest === undefined) throw failures[0] ?? noRootKey(false);
  return new OpenRootKeys([newest, ...older]);
}

function unlessNobodyOpens(error: unknown): undefined {
  if (!(error instanceof RootKeyError)) throw error;
}

const noRootKey = (populated: boolean): RootKeyError =>
  populated
    ? new RootKeyError('root_key_missing', 'The database has accounts but no root key: bring back its root_keys, or, where a version before root keys made it, run parley keys init')
    : new RootKeyError('root_key_not_made', 'The database has no root key yet: parley db migrate makes it');

/** Opens one through the first provider that can. Raises RootKeyError. */
export async function openRootKey(row: RootKeyRow, access: RootKeyAccess): Promise<RootKey> {
  const failures: RootKeyError[] = [];
  for (const [provider, wrapped] of holders(row, access.providers)) {
    try {
      return { id: row.id, key: await unwrapChecked(row, provider, wrapped, access.environment) };
    } catch (error) {
      if (!(error instanceof RootKeyError)) throw error;
      failures.push(error);
      access.failed?.(error);
    }
  }
  // What may mend itself is told first: then the start waits.
  throw failures.find(({ retryable }) => retryable) ?? failures[0] ?? access.faults[0] ?? nobody(row, access.providers);
}

const holders = (row: RootKeyRow, providers: readonly RootKeyProvider[]): (readonly [RootKeyProvider, Buffer])[] =>
  providers.flatMap((provider) => row.recipients.filter(isOf(provider)).map(({ wrapped }) => [provider, wrapped] as const));

const isOf = (provider: RootKeyProvider) => (row: RecipientRow): boolean => row.provider === provider.name && row.recipient === provider.recipient;

/** Unwraps and compares with the check value: a provider may be wrong, or somebody may have changed the row. Raises RootKeyError. */
export async function unwrapChecked(row: RootKeyRow, provider: RootKeyProvider, wrapped: Buffer, environment: string): Promise<Buffer> {
  const key = await provider.unwrap(wrapped, { rootKeyId: row.id, environment });
  if (!isRootKey(key, row.id, row.check_value)) {
    throw new RootKeyError('root_key_foreign', `What ${provider.setting} opens is not the root key of this database`);
  }
  return key;
}

function nobody({ recipients }: RootKeyRow, [configured]: readonly RootKeyProvider[]): RootKeyError {
  if (configured !== undefined) {
    return new RootKeyError('root_key_foreign', configured.name === 'recovery'
      ? 'The recovery key is not one of this database'
      : `${configured.setting} names a key that does not open this database: set it to the one that the database was made or last migrated with`);
  }
  const settings = [...new Set(recipients.map(({ provider }) => settingOf(provider)))].filter((setting) => setting !== undefined);
  return new RootKeyError('not_configured', `Nothing says who keeps the root key: set ${settings.join(' or ') || 'PARLEY_ROOT_KEY_FILE'}`);
}
