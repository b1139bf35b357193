import { ObjectStoreError } from '@parley/object-store';
import { openRootKeyRows, type Installation, type RootKeyAccess, type RootKeySource } from '@parley/crypto-at-rest';
import { BackupFault } from '../backup-fault.js';
import type { Repository, RepositoryKeys } from '../format/repository-keys.js';
import { openObject, type Kind } from '../format/sealed-object.js';
import { SECRETS_PREFIX } from './ledger-mirror.js';
import { rootKeyRowsOf, type JsonRow, type LedgerRows } from './ledger-rows.js';
import { fullName, type LedgerStore } from './ledger-store.js';
import { appKeysOf, repositoryKeysOf, type AppKeys } from './repository-key.js';
import { readRootObject, ROOT_OBJECT, verifyRootObject, type RootObject } from './root-object.js';
import { isRevocation, openRevocation, REVOKED_PREFIX } from './revocations.js';
import { unstamp, type Stamped } from './stamped.js';
import { TENANTS_PREFIX, type TenantRows } from './tenant-objects.js';

/** How a zone's `keys/` is read. */
export type LedgerReader = Pick<LedgerStore, 'read' | 'list'>;

/** What every restore begins with. */
export interface OpenLedger {
  readonly repository: Repository;
  readonly installation: Installation;
  readonly keys: RepositoryKeys;
  readonly appKey: AppKeys;
  /** The rows of the ledger's tables as they are now. */
  readonly rows: LedgerRows;
  /** Keys of the audit log, formatted. */
  readonly verifierKeys: readonly string[];
  /** Objects of the key store that are there now, one after the other. */
  secrets(): AsyncIterable<{ readonly name: string; readonly content: Buffer }>;
  /** One of them; nothing where it is gone. */
  secret(name: string): Promise<Buffer | undefined>;
  secretNames(): Promise<string[]>;
  /** Ids of API keys that were deleted. */
  revoked(): Promise<string[]>;
}

/**
 * Opens the ledger of a repository from those of its zones that can be reached: where they differ, the newest counts, since the
 * others have not heard yet of an erasure or a rotation. Raises BackupFault: `missing` without a ledger, `malformed`, `unreadable`;
 * RootKeyError where nobody of `access` opens a root key.
 */
export async function openLedger(zones: readonly LedgerReader[], access: RootKeyAccess): Promise<OpenLedger> {
  const { readable, stores } = await rootObjects(zones);
  const { found, roots, installation, keys } = await openRoots(readable, access);
  const [{ root }] = found;
  const rows: LedgerRows = { root_keys: root.rootKeys, root_key_recipients: root.recipients, ...(await tenantRows(keys, stores)) };
  return {
    repository: root.repository, installation, keys, rows,
    verifierKeys: [...new Set(found.flatMap((each) => each.root.verifierKeys))],
    appKey: appKeysOf(rows.tenant_keys, roots, installation, root.repository.id),
    secrets: () => newestObjects(keys, 'secret', SECRETS_PREFIX, stores),
    revoked: () => revokedIds(keys, stores),
    secret: (name) => newestObject(keys, 'secret', `${SECRETS_PREFIX}${name}`, stores).then(({ content }) => (content.length > 0 ? content : undefined), unlessMissing),
    secretNames: () => names(stores, SECRETS_PREFIX),
  };
}

interface Found {
  readonly zone: LedgerReader;
  readonly object: Buffer;
  readonly root: RootObject;
}

interface OpenRoot {
  readonly each: Found;
  readonly roots: RootKeySource;
  readonly installation: Installation;
  readonly keys: RepositoryKeys;
}

/** Of those that are what their repository's key signed, the newest first: one that was damaged is passed over where there is another. */
async function openRoots(all: readonly Found[], access: RootKeyAccess): Promise<Omit<OpenRoot, 'each'> & { readonly found: readonly [Found, ...Found[]] }> {
  const open: OpenRoot[] = [];
  const failures: unknown[] = [];
  for (const each of all) await openRoot(each, access).then((one) => void open.push(one), (error: unknown) => void failures.push(error));
  const [newest, ...older] = open;
  if (!newest) throw failures[0];
  if (older.some(({ each }) => each.root.repository.id !== newest.each.root.repository.id)) throw new BackupFault('malformed', 'The zones hold backups of different databases');
  return { ...newest, found: [newest.each, ...older.map(({ each }) => each)] };
}

async function openRoot(each: Found, access: RootKeyAccess): Promise<OpenRoot> {
  const { root, object } = each;
  if (access.environment !== root.repository.environment) throw new BackupFault('unreadable', `These backups are of PARLEY_ENV=${root.repository.environment}`);
  const installation = { environment: root.repository.environment, region: root.region };
  const roots = await openRootKeyRows(rootKeyRowsOf({ root_keys: root.rootKeys, root_key_recipients: root.recipients }), access);
  const keys = await repositoryKeysOf([root.backupTenant], roots, installation, root.repository);
  verifyRootObject(keys, object);
  return { each, roots, installation, keys };
}

/** The newest first, of the zones that answer. Where it is damaged, what else the zone has still counts: an erasure may have reached it alone. */
async function rootObjects(zones: readonly LedgerReader[]): Promise<{ readonly readable: readonly Found[]; readonly stores: readonly LedgerReader[] }> {
  const found: Found[] = [];
  const stores: LedgerReader[] = [];
  let failure: Error | undefined;
  for (const zone of zones) {
    try {
      const object = await zone.read(ROOT_OBJECT);
      if (object === undefined) continue;
      stores.push(zone);
      found.push({ zone, object, root: readRootObject(object) });
    } catch (error) {
      if (!(error instanceof ObjectStoreError || error instanceof BackupFault)) throw error;
      failure = error;
    }
  }
  if (found.length === 0) throw failure ?? new BackupFault('missing', 'No zone has keys/root');
  return { stores, readable: found.toSorted((one, other) => other.root.at - one.root.at) };
}

async function tenantRows(keys: RepositoryKeys, zones: readonly LedgerReader[]): Promise<TenantRows> {
  const all: { tenant_keys: JsonRow[]; tenant_key_rotations: JsonRow[] } = { tenant_keys: [], tenant_key_rotations: [] };
  for await (const { content } of newestObjects(keys, 'tenants', TENANTS_PREFIX, zones)) {
    const rows = JSON.parse(content.toString()) as TenantRows;
    all.tenant_keys.push(...rows.tenant_keys);
    all.tenant_key_rotations.push(...rows.tenant_key_rotations);
  }
  return all;
}

/** Raises BackupFault where one opens in no zone: its API key would work again. */
async function revokedIds(keys: RepositoryKeys, zones: readonly LedgerReader[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of (await names(zones, REVOKED_PREFIX)).map((each) => `${REVOKED_PREFIX}${each}`).filter(isRevocation)) {
    const [id] = await goodCopies(name, zones, (object) => openRevocation(keys, name, object));
    ids.push(id);
  }
  return ids.sort();
}

/** Each object as the zone has it that wrote it last, without the prefix; those that are gone are left out. */
async function* newestObjects(keys: RepositoryKeys, kind: Kind, prefix: string, zones: readonly LedgerReader[]): AsyncGenerator<{ readonly name: string; readonly content: Buffer }> {
  for (const name of await names(zones, prefix)) {
    const { content } = await newestObject(keys, kind, `${prefix}${name}`, zones);
    if (content.length > 0) yield { name, content };
  }
}

async function newestObject(keys: RepositoryKeys, kind: Kind, name: string, zones: readonly LedgerReader[]): Promise<Stamped> {
  const copies = await goodCopies(name, zones, async (object) => unstamp(await openObject(keys, kind, fullName(name), object)));
  return copies.reduce((newest, each) => (each.at > newest.at ? each : newest));
}

/** What does not open in one zone is taken from another; raises BackupFault where none opens. */
async function goodCopies<T>(name: string, zones: readonly LedgerReader[], open: (object: Buffer) => Promise<T>): Promise<[T, ...T[]]> {
  const copies: T[] = [];
  let fault: unknown = new BackupFault('missing', `No zone has ${fullName(name)}`);
  for (const zone of zones) {
    const object = await zone.read(name);
    if (object === undefined) continue;
    await open(object).then((copy) => copies.push(copy), (error: unknown) => (fault = error));
  }
  const [first, ...others] = copies;
  if (first === undefined) throw fault;
  return [first, ...others];
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof BackupFault && error.code === 'missing')) throw error;
}

async function names(zones: readonly LedgerReader[], prefix: string): Promise<string[]> {
  const all = new Set<string>();
  for (const zone of zones) for await (const { name } of zone.list(prefix)) all.add(name.slice(prefix.length));
  return [...all].sort();
}
