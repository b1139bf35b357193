/** Where an installation stands; data made for one never starts as another. */
export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A zone of backups, or the place of its keys: a name, and a directory (absolute) or an S3 URL. */
export interface NamedPlace {
  readonly name: string;
  readonly place: string;
}

/** Every setting of the product, read once at start (catalogue.ts says what each means). */
export interface Settings {
  env: Environment;
  /** Absolute. */
  dataDir: string;
  host: string;
  port: number;
  metricsPort: number;
  workerMetricsPort: number;
  /** The origin by which callers reach the API, where it is not the listener's. */
  publicUrl?: string;
  databaseUrl?: string;
  adminDatabaseUrl?: string;
  databasePoolSize: number;
  /** Absolute. In development and staging there is one always. */
  rootKeyFile?: string;
  /** The directory of the key store, absolute, or an S3 URL. In development and staging there is one always. */
  keyStore?: string;
  /** The directory of attachments' files, absolute, or an S3 URL. */
  attachmentStore: string;
  /** How long the URL of a private attachment holds. */
  mediaUrlSeconds: number;
  /** ARN of a key of AWS KMS that wraps the root key. */
  kmsKey?: string;
  /** Another address of KMS than the one of the key's region. */
  kmsEndpoint?: string;
  /** A token that wraps the root key: all four or none. The paths of its PKCS#11 library and of the file with its PIN are absolute. */
  pkcs11Module?: string;
  pkcs11Token?: string;
  pkcs11KeyLabel?: string;
  pkcs11PinFile?: string;
  /** Where the data are; bound to what is sealed. */
  region: string;
  /** Unwrapped keys that a process remembers. */
  keyCacheKeys: number;
  /** How long it remembers each, the root key too. */
  keyCacheSeconds: number;
  /** From the deletion of a conversation, a user or personal information to the destruction of its keys. */
  erasureDelaySeconds: number;
  /** The same of an app. */
  appErasureDelaySeconds: number;
  /** Addresses and CIDR ranges. */
  trustedProxies: string[];
  /** Addresses and CIDR ranges that outgoing requests may reach although they are private. */
  egressAllow: string[];
  /** Where the APIs of channels' vendors are, for those that lie elsewhere than the vendors say. */
  channelUrls?: NamedPlace[];
  /** How fast channels' vendors may be asked where it is not as channels know it: `<requests a second>/<of them to one person>`. */
  channelRates?: NamedPlace[];
  /** Above this age of what waits for channels, or came from them, a worker's health is degraded. */
  channelBehindSeconds: number;
  /** Paths of PEM files; both or none. */
  tlsCert?: string;
  tlsKey?: string;
  embeddedOk: boolean;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Waits before the second and each later attempt, in seconds. */
  webhookRetrySeconds: number[];
  webhookTimeoutSeconds: number;
  webhookConcurrency: number;
  webhookPauseSeconds: number;
  webhookProbeSeconds: number;
  webhookLogSeconds: number;
  webhookDeadSeconds: number;
  shutdownSeconds: number;
  /** How long a request's body may take to arrive. */
  requestSeconds: number;
  /** The same of a file, as long as it keeps coming. */
  uploadSeconds: number;
  /** Absolute; a file that only its owner reads. */
  auditKeyFile?: string;
  /** Name of the audit log's key and beginning of its trees' origins. */
  auditOrigin?: string;
  /** Requests a second, averaged over 10 s; 0 for any number. */
  keyRateLimit: number;
  appRateLimit: number;
  channelRateLimit: number;
  /** Refused authentications a minute from one address; 0 for any number. */
  refusalLimit: number;
  /** Absolute paths of directories. */
  auditPlaces?: string[];
  /** The role that reads for backups. */
  backupDatabaseUrl?: string;
  /** Where backups go; without one there are none. */
  backupZones?: NamedPlace[];
  /** Where the keys of some of these zones lie instead of in them. */
  backupKeyZones?: NamedPlace[];
  /** From one snapshot to the next. */
  backupScheduleSeconds: number;
  /** From one drill to the next; 0 for none. */
  backupDrillSeconds: number;
  /** Where drills make scratch databases. */
  backupDrillDatabaseUrl?: string;
  /** How far back any second can be restored. */
  pitrWindowSeconds: number;
  /** A profile in AWS's files that may delete in the zones. */
  backupExpiryProfile?: string;
  /** Absolute: the directory with what zones are still to get. */
  backupSpool: string;
  /** How much may lie there. */
  backupSpoolBytes: number;
}

/** Nest's token for `Settings`. */
export const SETTINGS: unique symbol = Symbol('parley.settings');
