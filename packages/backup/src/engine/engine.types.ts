import type { CheckpointSigner, VerifierKey } from '@parley/audit-log';
import type { Installation, KeyStore, Keyring, RootKeySource } from '@parley/crypto-at-rest';
import type { Logger, ZoneSetting } from '@parley/kernel';
import type { FileStore } from '@parley/object-store';
import type { Database } from '@parley/persistence';
import type { DrillFindings } from '../drill/report.types.js';
import type { Phases } from '../timings/phases.js';
import type { SpoolLimits } from '../zones/spool/spool.js';

/** What the settings say of backups. */
export interface BackupSettings {
  readonly zones: readonly ZoneSetting[];
  /** Of the role that replicates and reads. */
  readonly url: string;
  readonly spool: { readonly directory: string; readonly limits: SpoolLimits };
  /** From one snapshot to the next, counted from midnight UTC. */
  readonly snapshotEverySeconds: number;
  /** From one drill to the next, counted as snapshots are; nothing where none is done. */
  readonly drillEverySeconds?: number | undefined;
}

/** What a drill came to. */
export interface Drilled {
  readonly findings: DrillFindings;
  /** How long each step took; nothing where that is no measure. */
  readonly phases?: Phases;
}

export type Drill = (asked: {
  readonly zone: string;
  /** The moment, in microseconds since 1970; a random one without it. */
  readonly to?: number | undefined;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}) => Promise<Drilled>;

/** What backups are made with. */
export interface EngineParts {
  readonly settings: BackupSettings;
  readonly installation: Installation;
  /** As the runtime role. */
  readonly db: Database;
  readonly keyring: Keyring;
  readonly roots: RootKeySource;
  readonly secrets: KeyStore;
  readonly files: FileStore;
  /** Restores a moment out of one zone into a scratch database, apart from this process; rejects as `drill` does. */
  readonly drill?: Drill | undefined;
  readonly signer: CheckpointSigner & { readonly trusted: readonly VerifierKey[] };
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}
