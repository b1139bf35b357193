import { addRecipient, configuredProvider, FileProvider, openRootKeys, RecoveryKey, rootKeyAccess, vouchForOpeners, type Configurable, type Replaces } from '@parley/crypto-at-rest';
import { operatorOn, recordAct, type Act } from '@parley/audit-log';
import { baseFolder, type Settings } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureKeyFile, makeRootKey } from './database/root-key.js';
import { withDatabase } from './database/with-database.js';
import { complain, say } from './report.js';

export interface MigrateOptions {
  readonly to: Configurable;
  /** The key file to move to, in place of the one that the settings name. */
  readonly keyFile?: string;
  readonly removeOld?: boolean;
}

export interface RestoreOptions {
  /** Path of the key file. */
  readonly to: string;
  readonly removeOld?: boolean;
}

/** Everybody but recovery keys, which lie offline for the case that the others are lost. */
const whoeverServes: Replaces = ({ provider }) => provider !== 'recovery';
const nobody: Replaces = () => false;

/** What an operator did with the root key, in the transaction that did it. */
const onRecord = (action: Act['action'], details: Act['details'] = {}) => (tx: Sql) => recordAct(tx, operatorOn(), { action, target: { type: 'rootKey' }, details });

/** `parley keys init` */
export async function keysInit(settings: Settings): Promise<void> {
  await withDatabase(settings, (database) => makeRootKey(settings, database, say, { populated: true }));
}

/** `parley keys recovery create`: writes an age identity file to stdout, once. */
export async function recoveryCreate(settings: Settings, { replace }: { replace?: boolean }): Promise<void> {
  const { key, identity } = await RecoveryKey.generate();
  const replaces: Replaces = replace ? ({ provider }) => provider === 'recovery' : nobody;
  await withDatabase(settings, async (database) => addRecipient(database.system(), await rootKeyAccess(settings), key, replaces, onRecord('recoveryKey:create', { replace: replace ?? false })));
  say(`# The recovery key of this database (${settings.env}). It is shown this once and kept nowhere: keep it offline, apart from the database.\n# public key: ${key.recipient}\n${identity}`);
}

/** `parley keys recovery check`: reads an identity from stdin and opens the root key by it alone. */
export async function recoveryCheck(settings: Settings): Promise<void> {
  const key = await recoveryKeyOfInput();
  await withDatabase(settings, async (database) => {
    const access = { environment: settings.env, providers: [key], faults: [] };
    (await openRootKeys(database.system(), access)).zero();
    await vouchForOpeners(database.system(), access);
  });
  say('The recovery key opens the root key.');
}

/** `parley keys recovery restore`: by an identity on stdin, wraps the root key for a key file when whoever kept it is lost. */
export async function recoveryRestore(settings: Settings, { to, removeOld }: RestoreOptions): Promise<void> {
  const key = await recoveryKeyOfInput();
  const file = resolve(baseFolder(), to);
  await withDatabase(settings, async (database) => {
    const access = { environment: settings.env, providers: [key], faults: [] };
    // Before a file is made.
    await openRootKeys(database.system(), access);
    ensureKeyFile(settings, file);
    await addRecipient(database.system(), access, FileProvider.open(file), removeOld ? whoeverServes : nobody, onRecord('rootKey:restore', { to: 'file', removeOld: removeOld ?? false }));
  });
  say(`${file} opens the root key: start with PARLEY_ROOT_KEY_FILE=${file}`);
}

/** `parley keys migrate`: wraps the root key for another provider while everything runs. */
export async function keysMigrate(settings: Settings, { to, keyFile, removeOld }: MigrateOptions): Promise<void> {
  const file = keyFile === undefined ? settings.rootKeyFile : resolve(baseFolder(), keyFile);
  await withDatabase(settings, async (database) => {
    const access = await rootKeyAccess(settings);
    await openRootKeys(database.system(), access);
    if (to === 'file' && file !== undefined) ensureKeyFile(settings, file);
    const provider = await configuredProvider(to, { ...settings, ...(file !== undefined && { rootKeyFile: file }) });
    await addRecipient(database.system(), access, provider, removeOld ? whoeverServes : nobody, onRecord('rootKey:migrate', { to, removeOld: removeOld ?? false }));
  });
  say(`The root key is wrapped for ${to} too${removeOld ? ', and for nobody else but recovery keys' : ''}. What runs goes on; the next start may use it${to === 'file' ? `: PARLEY_ROOT_KEY_FILE=${file}` : ''}`);
}

async function recoveryKeyOfInput(): Promise<RecoveryKey> {
  if (process.stdin.isTTY) complain('Paste the recovery key (AGE-SECRET-KEY-1…), then press Enter and Ctrl-D');
  return RecoveryKey.parse(await text(process.stdin));
}
