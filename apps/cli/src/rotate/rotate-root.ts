import { operatorOn, recordAct } from '@parley/audit-log';
import { destroyRetiredRootKeys, rootKeyAccess, rotateRootKey, type Rotation } from '@parley/crypto-at-rest';
import type { Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { progressOf } from '../progress.js';
import { say } from '../report.js';

const ACTIONS = { begin: 'rootKey:rotate', end: 'rootKey:retire', destroy: 'rootKey:destroy' } as const;

/** Each act is on the record in the transaction that does it. */
const record: Rotation['record'] = (tx, { step, rootKeyId, details }) =>
  recordAct(tx, operatorOn(), { action: ACTIONS[step], target: { type: 'rootKey', id: rootKeyId }, details });

/** `parley keys rotate --root`. Raises RootKeyError. */
export async function rotateRoot(settings: Settings): Promise<void> {
  const progress = progressOf('Keys of apps and accounts');
  const { begun, tenants } = await withDatabase(settings, async (database) =>
    rotateRootKey(database.patient().system(), { access: await rootKeyAccess(settings), region: settings.region, record, progress: (done, total) => progress.show(done, total) }));
  progress.end();
  say(`${begun ? 'The root key is a new one' : 'The rotation that was begun before is done'}; the keys of ${tenants} apps and accounts were wrapped under it.`);
}

/** `parley keys rotate --destroy-old`: waits until no process needs them. */
export async function destroyOldRoots(settings: Settings): Promise<void> {
  const destroyed = await withDatabase(settings, (database) => destroyRetiredRootKeys(database.system(), record));
  say(`Nothing is kept any more of ${destroyed} root keys that were replaced.`);
}
