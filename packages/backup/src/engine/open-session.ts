import { formatVerifierKey } from '@parley/audit-log';
import type { Database } from '@parley/persistence';
import { standAlone, type ManifestContent } from '../format/manifest.types.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { namedSecrets, readLedgerRows, secretEpoch } from '../ledger/ledger-rows.js';
import { makeRepositoryKeys } from '../ledger/repository-key.js';
import { openZones } from '../zones/open-zones.js';
import { Replicator } from '../zones/replicator/replicator.js';
import type { Zone } from '../zones/zone.js';
import type { ZoneTurn } from '../zones/replicator/zone-state.js';
import type { ChainParts } from './chain-keeper.js';
import { repositoryId } from './chains.queries.js';
import type { EngineParts } from './engine.types.js';
import { FileMirror } from './file-mirror.js';
import { ZoneLedgers } from './ledger-hooks.js';
import { LedgerStamps } from './ledger-stamps.js';
import { LostSecrets } from './lost-secrets.js';
import { ManifestLog } from './manifest-log.js';
import { recordedManifest } from './zone-records.js';
import type { WriterLock } from './writer-lock.js';

/** One time of writing backups, from the lock to its end. */
export interface Session extends EngineParts, Omit<ChainParts, 'db' | 'logger'> {
  readonly url: string;
  readonly keys: RepositoryKeys;
  readonly zones: readonly Zone[];
  readonly ledgers: ZoneLedgers;
  readonly lostSecrets: LostSecrets;
  readonly replicator: Replicator;
  readonly fileMirror: FileMirror;
  /** As the role of backups: past every policy. */
  readonly reader: Database;
  /** Rejects with BackupFault `fenced` when somebody else writes. */
  readonly fenced: Promise<never>;
  close(): Promise<void>;
}

/** Opens zones and spool, and finds the end of the manifests. Rejects where no zone can be used, as long as none can. */
export async function openSession(parts: EngineParts, reader: Database, lock: WriterLock, signal: AbortSignal): Promise<Session> {
  const { settings, db, keyring, installation, signer, secrets, files, logger } = parts;
  const repository = { id: await repositoryId(db.system()), environment: installation.environment };
  const keys = await makeRepositoryKeys(db.system(), keyring, repository);
  const stamps = new LedgerStamps(db.system());
  const named = { secrets, epochOf: (name: string) => secretEpoch(reader.system(), name) };
  const lost = new LostSecrets({ ...named, sql: db.system(), sample: () => namedSecrets(reader.system(), 1), logger });
  const ledgers = new ZoneLedgers({
    ...named, keys, named: () => namedSecrets(reader.system()), lost: lost.add, region: installation.region, stamp: stamps.take,
    rows: () => reader.system().transaction((tx) => readLedgerRows(tx)),
    verifierKeys: () => signer.trusted.map(formatVerifierKey),
  });
  const zones = openZones(settings.zones, { lease: lock });
  const fenced = Promise.withResolvers<never>();
  fenced.promise.catch(() => undefined);
  const replicator = await Replicator.open({ zones, repository, spool: settings.spool, hooks: ledgers, fenced: (fault) => fenced.reject(fault), turned: tellOfZones(logger) });
  const close = (): Promise<void> => {
    stamps.close();
    return replicator.close();
  };
  try {
    await replicator.ready(signal);
    const manifests = await ManifestLog.open({
      keys, signer, zones, trusted: () => signer.trusted, known: await recordedManifest(db.system(), zones.map(({ name }) => name)),
      submit: (name, bytes, content) => replicator.submit({ name, bytes, lane: 'bulk', ledger: true, ...reachOf(content) }),
    });
    const fileMirror = new FileMirror({ read: reader.system(), write: db.system(), files, submit: (object) => replicator.submit(object) });
    return { ...parts, url: settings.url, keys, zones, ledgers, lostSecrets: lost, replicator, manifests, fileMirror, reader, fenced: fenced.promise, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const tellOfZones = (logger: EngineParts['logger']): ZoneTurn => (zone, fault) => {
  if (fault) logger.error({ zone, code: fault.code }, `Nothing can be written to zone ${zone} of PARLEY_BACKUP_ZONES: ${fault.message}. It is tried again`);
  else logger.info({ zone }, `Zone ${zone} can be written to again`);
};

/** A snapshot that stands alone is all that a zone has: how old that is, its moment says. */
const reachOf = (content: ManifestContent): { readonly heartbeat?: Date } =>
  content.kind === 'snapshot' && standAlone(content.chain) ? { heartbeat: new Date(content.at) } : {};
