import { auditSettings, makeKeyFile, operatorOn, parseVerifierKey, recordAct } from '@parley/audit-log';
import { existsSync } from 'node:fs';
import type { OpenLedger } from '@parley/backup';
import { addRecipient, FileProvider, openKeyStore, openRootKeys, rootKeyAccess, RootKeyError, type KeyStore, type RootKeyAccess } from '@parley/crypto-at-rest';
import { isS3Url, isWithin, type Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { DataDir } from '../data-dir/data-dir.js';
import { ensureKeyFile } from '../database/root-key.js';

/** In a key store that is being filled: killed in the middle, the next restore goes on. */
const FILLING = 'restoring';

/**
 * The key store, filled from the zones where it is empty: one that holds something is the primary's own, and newer than any
 * copy of it. Answers how many objects were brought back.
 */
export async function restoreKeyStore(settings: Settings, ledger: OpenLedger): Promise<{ readonly store: KeyStore; readonly secrets: number }> {
  const { keyStore, dataDir, env } = settings;
  // The folder is marked as ours before anything lies in it.
  if (keyStore !== undefined && !isS3Url(keyStore) && isWithin(dataDir, keyStore)) DataDir.open(dataDir, env);
  const store = await openKeyStore(keyStore);
  if ((await store.read(FILLING)) === undefined && (await holdsSomething(store, ledger))) return { store, secrets: 0 };
  await store.write(FILLING, Buffer.from('{}'));
  let secrets = 0;
  for await (const { name, content } of ledger.secrets()) {
    await store.write(name, content);
    secrets += 1;
  }
  await store.destroy(FILLING);
  return { store, secrets };
}

async function holdsSomething(store: KeyStore, { rows }: OpenLedger): Promise<boolean> {
  for (const folder of ['erasures', ...rows.tenant_keys.map(({ tenant_id: tenant }) => String(tenant))]) {
    if ((await store.list(folder)).length > 0) return true;
  }
  return false;
}

/**
 * Where nobody whom the settings name opens the root key of the restored database, as who kept it is lost too: wraps it for
 * the key file that they name. `access` opens it. Answers the file's path where it was done.
 */
export async function wrapForKeyFile(settings: Settings, database: Database, access: RootKeyAccess): Promise<string | undefined> {
  try {
    (await openRootKeys(database.system(), await rootKeyAccess(settings))).zero();
    return undefined;
  } catch (error) {
    if (!(error instanceof RootKeyError) || settings.rootKeyFile === undefined) throw error;
  }
  ensureKeyFile(settings, settings.rootKeyFile);
  const record = (tx: Parameters<typeof recordAct>[0]) => recordAct(tx, operatorOn(), { action: 'rootKey:restore', target: { type: 'rootKey' }, details: { to: 'file', removeOld: false } });
  await addRecipient(database.system(), access, FileProvider.open(settings.rootKeyFile), () => false, record);
  return settings.rootKeyFile;
}

/**
 * Where the audit log's key is lost too: makes another one, which trusts those that signed before, as `keys/root` names them.
 * Answers the file's path where it was made. In production somebody has to say where it lies.
 */
export async function replaceAuditKey(settings: Settings, { verifierKeys }: OpenLedger): Promise<string | undefined> {
  const { keyFile } = auditSettings(settings);
  if (existsSync(keyFile)) return undefined;
  await makeKeyFile(keyFile, verifierKeys.map(parseVerifierKey));
  return keyFile;
}
