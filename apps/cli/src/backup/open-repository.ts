import { parseVerifierKey } from '@parley/audit-log';
import { openLedger, openZones, protect, RepositoryView, ZoneBackups, type BackupReader, type OpenLedger, type Zone } from '@parley/backup';
import type { RootKeyAccess, RootKeyProvider } from '@parley/crypto-at-rest';
import { backupZones, type Settings } from '@parley/kernel';
import { StartError } from '../start-error.js';
import { keyAccess } from './recovery-key.js';

export interface RepositoryOptions {
  /** Only this one is read. */
  readonly zone?: string;
  /** Opens the root key beside whoever the settings name. */
  readonly recoveryKey?: RootKeyProvider;
  /** Why expiry is kept from removing anything until `release`, where it is. */
  readonly protectFor?: 'restore' | 'verify' | undefined;
  /** How many of the manifests were read. */
  readonly progress?: (done: number, total: number) => void;
}

/** The backups of a database, opened without it. */
export interface OpenRepository {
  readonly zones: readonly Zone[];
  readonly ledger: OpenLedger;
  readonly reader: BackupReader;
  readonly view: RepositoryView;
  /** Who opens the root key. */
  readonly access: RootKeyAccess;
  /** It is read no more. */
  release(): Promise<void>;
}

/** Opens the zones that the settings name. Raises StartError where there are none, or not this one; BackupFault, RootKeyError, ObjectStoreError. */
export async function openRepository(settings: Settings, { zone, recoveryKey, protectFor, progress }: RepositoryOptions): Promise<OpenRepository> {
  const all = backupZones(settings);
  if (all.length === 0) throw new StartError('PARLEY_BACKUP_ZONES is missing: it says where backups lie');
  const chosen = all.filter(({ name }) => zone === undefined || name === zone);
  if (chosen.length === 0) throw new StartError(`PARLEY_BACKUP_ZONES has no zone ${zone}`);
  const zones = openZones(chosen);
  const access = await keyAccess(settings, recoveryKey);
  const ledger = await openLedger(zones.map((each) => each.ledger), access);
  const reader = new ZoneBackups(zones);
  const hold = protectFor && (await protect(zones, ledger.keys, protectFor));
  const release = async (): Promise<void> => hold?.release();
  return { zones, ledger, reader, access, release, view: await RepositoryView.read(reader, ledger.keys, ledger.verifierKeys.map(parseVerifierKey), progress) };
}
