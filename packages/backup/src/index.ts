export { BackupFault, type BackupFaultCode } from './backup-fault.js';
export { RepositoryKeys, frameKeyUnder, type Repository } from './format/repository-keys.js';
export { openObject, originalName, sealObject, type Kind } from './format/sealed-object.js';
export { compress } from './format/compression.js';
export { openFrame, PACK_BYTES, packName, PackWriter, type FramePlace, type PackEntry } from './format/pack.js';
export { claimedPlace, decodeManifest, encodeManifest, manifestName, sha256, type ManifestPlace } from './format/manifest.js';
export type {
  ChainIdentity, ChainManifest, ChunkEntry, ColumnEntry, FileEntry, GapManifest, GapReason, ManifestContent, SequenceEntry, SnapshotManifest, TableEntry,
} from './format/manifest.types.js';
export { LedgerMirror, type LedgerSource } from './ledger/ledger-mirror.js';
export type { LedgerStore } from './ledger/ledger-store.js';
export { LEDGER_TABLES, readLedgerRows, writeLedgerRows, type LedgerRows, type LedgerTable } from './ledger/ledger-rows.js';
export { openLedger, type LedgerReader, type OpenLedger } from './ledger/open-ledger.js';
export { appKeysOf, makeRepositoryKeys, type AppKeys } from './ledger/repository-key.js';
export { preflight } from './database/preflight.js';
export type { Finding, FindingCode } from './database/preflight.findings.js';
export { initBackupRole, type BackupRole } from './database/role.js';
export { isLedgerTable, NOT_PUBLISHED } from './database/tables.js';
export { openZones } from './zones/open-zones.js';
export { prepareZone, type Prepared } from './zones/prepare-zone.js';
export { expiringStore, type Zone, type ZoneOptions } from './zones/zone.js';
export type { ZonePlace } from './zones/same-place.js';
export type { WriterLease } from './zones/s3/fenced-zone.js';
export { ZoneReader, type Read, type ReadableZone, type ReadFailure, type Verify } from './zones/zone-reader.js';
export type { ByteRange, ExpiringStore, ZoneObject, ZoneStat, ZoneStore } from './zones/zone-store.js';
export { Replicator, type ReplicatorParts, type ReplicatorState } from './zones/replicator/replicator.js';
export type { ZoneState } from './zones/replicator/zone-state.js';
export type { Lane, Outgoing } from './zones/spool/spooled.js';
