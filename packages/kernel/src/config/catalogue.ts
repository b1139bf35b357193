import { baseFolder } from './checkout.js';
import { namedPlaces } from './named-places.js';
import { addressRanges, duration, flag, growingSeconds, httpOrigin, integer, keyName, kmsKeyArn, oneOf, orOff, path, postgresUrl, proxyRanges, ratePair, several, size, text, word, type Parse } from './parsers.js';
import { pathOrS3 } from './s3-url.js';
import { ENVIRONMENTS, LOG_LEVELS, type Settings } from './settings.js';

/** One variable: how it is read, what holds without it, and what `.env.example` says about it. */
export interface Setting<Key extends keyof Settings> {
  readonly name: string;
  readonly doc: string;
  readonly parse: Parse<NonNullable<Settings[Key]>>;
  /** Used, parsed, when the variable is not set; without it the setting is optional. */
  readonly fallback?: string;
  /** Shown in `.env.example` where there is no fallback. */
  readonly example?: string;
  /** An explicit empty value means something (an empty list) instead of "not set". */
  readonly emptyCounts?: boolean;
}

const port = integer(1, 65535);

/** The whole catalogue. Its type makes it complete: a setting without an entry does not compile. */
export const CATALOGUE: { readonly [Key in keyof Required<Settings>]: Setting<Key> } = {
  env: {
    name: 'PARLEY_ENV', parse: oneOf(ENVIRONMENTS), fallback: 'development',
    doc: 'development, staging or production. Data made for one does not start as another.',
  },
  dataDir: {
    name: 'PARLEY_DATA_DIR', parse: path(baseFolder()), fallback: '.parley',
    doc: 'Where the embedded database and the first credentials lie; relative to the checkout.',
  },
  host: { name: 'PARLEY_HOST', parse: text, fallback: '127.0.0.1', doc: 'Address the API listens on.' },
  port: { name: 'PARLEY_PORT', parse: port, fallback: '4000', doc: 'Port the API listens on.' },
  metricsPort: { name: 'PARLEY_METRICS_PORT', parse: port, fallback: '4001', doc: 'Port of the API app\'s Prometheus metrics.' },
  workerMetricsPort: { name: 'PARLEY_WORKER_METRICS_PORT', parse: port, fallback: '4002', doc: 'Port of the worker app\'s Prometheus metrics.' },
  publicUrl: {
    name: 'PARLEY_PUBLIC_URL', parse: httpOrigin, example: 'https://parley.example.org',
    doc: 'Where callers reach the API: the URLs of attachments begin so. Otherwise the address and port that it listens on. Of every process the same.',
  },
  databaseUrl: {
    name: 'DATABASE_URL', parse: postgresUrl, example: 'postgres://parley_runtime:password@localhost:5432/parley',
    doc: 'An existing PostgreSQL (15 or newer) instead of the embedded one, as the runtime role, which owns no table. Another host needs sslmode=verify-full.',
  },
  adminDatabaseUrl: {
    name: 'PARLEY_ADMIN_DATABASE_URL', parse: postgresUrl, example: 'postgres://parley_admin:password@localhost:5432/parley',
    doc: 'The same database as the role that owns the tables: for `parley db init` and `parley db migrate` only.',
  },
  databasePoolSize: { name: 'PARLEY_DATABASE_POOL', parse: integer(2, 500), fallback: '10', doc: 'Connections to the database, for each process.' },
  rootKeyFile: {
    name: 'PARLEY_ROOT_KEY_FILE', parse: path(baseFolder()), example: '/etc/parley/root.key',
    doc: 'File with the key that wraps the root key, made with an empty database. In development and staging root.key in PARLEY_DATA_DIR unless set; in production only where set, outside PARLEY_DATA_DIR. Lost, nothing that is sealed opens again, but by another recipient of the root key.',
  },
  keyStore: {
    name: 'PARLEY_KEY_STORE', parse: pathOrS3(path(baseFolder())), example: '/var/lib/parley/key-store',
    doc: 'Directory of small secrets that every app shares and without which nothing that is sealed opens: outside the database, so that an erasure reaches its copies. Keep no old states of it. Or a bucket of S3 that keeps no versions: s3://bucket/prefix?region=eu-central-1, with &endpoint=https://… for a store that is not AWS\'s; credentials as for PARLEY_KMS_KEY. In development and staging key-store in PARLEY_DATA_DIR unless set; in production only where set, outside PARLEY_DATA_DIR. Made when it is missing.',
  },
  attachmentStore: {
    name: 'PARLEY_ATTACHMENT_STORE', parse: pathOrS3(path(baseFolder())), example: '/var/lib/parley/attachments',
    doc: 'Directory that API and worker share, with the files of attachments, each sealed. Or a bucket, as in PARLEY_KEY_STORE; versions in it are no harm. `attachments` in PARLEY_DATA_DIR unless set.',
  },
  mediaUrlSeconds: {
    name: 'PARLEY_MEDIA_URL_TTL', parse: duration(60, 7), fallback: '2h',
    doc: 'How long the URL of a private attachment holds, from when it was answered or sent: 1m to 7d.',
  },
  kmsKey: {
    name: 'PARLEY_KMS_KEY', parse: kmsKeyArn, example: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    doc: 'A symmetric key of AWS KMS that wraps the root key; then no key file is used unless PARLEY_ROOT_KEY_FILE names one. Credentials come the ways that AWS documents for its SDK: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, shared files, or the role of the container or machine.',
  },
  kmsEndpoint: {
    name: 'PARLEY_KMS_ENDPOINT', parse: httpOrigin, example: 'https://vpce-0123.kms.eu-central-1.vpce.amazonaws.com',
    doc: 'Address of KMS, where it is not the public one of the key\'s region. http only on this host, in development.',
  },
  pkcs11Module: {
    name: 'PARLEY_PKCS11_MODULE', parse: path(baseFolder()), example: '/usr/lib/softhsm/libsofthsm2.so',
    doc: 'PKCS#11 library of a token that wraps the root key; then no key file is used unless PARLEY_ROOT_KEY_FILE names one. Needs `npm run pkcs11` once.',
  },
  pkcs11Token: { name: 'PARLEY_PKCS11_TOKEN', parse: text, example: 'parley', doc: 'Label of the token of PARLEY_PKCS11_MODULE.' },
  pkcs11KeyLabel: { name: 'PARLEY_PKCS11_KEY_LABEL', parse: text, example: 'parley-root', doc: 'Label of the AES-256 key in that token; Parley makes none.' },
  pkcs11PinFile: { name: 'PARLEY_PKCS11_PIN_FILE', parse: path(baseFolder()), example: '/etc/parley/pin', doc: 'File with the PIN of the token\'s user, readable by its owner only.' },
  region: { name: 'PARLEY_REGION', parse: word, fallback: 'local', doc: 'Where the data are: lower-case letters, digits and hyphens. Bound to every app\'s key, so that it stays what it was.' },
  keyCacheKeys: {
    name: 'PARLEY_KEY_CACHE_KEYS', parse: integer(1000, 10_000_000), fallback: '100000',
    doc: 'Keys of conversations and users that each process remembers: 100,000 keep less than 64 MB.',
  },
  keyCacheSeconds: {
    name: 'PARLEY_KEY_CACHE_SECONDS', parse: integer(10, 3600), fallback: '300',
    doc: 'After so many seconds a key is read and unwrapped anew, the root key by whoever keeps it: so long what is remembered works while nobody answers there.',
  },
  erasureDelaySeconds: {
    name: 'PARLEY_ERASURE_DELAY', parse: duration(0, 30), fallback: '24h',
    doc: 'From the deletion of a conversation, a user or personal information to the destruction of its keys; so long it can be taken back. At most 30d; 0 for at once.',
  },
  appErasureDelaySeconds: {
    name: 'PARLEY_APP_ERASURE_DELAY', parse: duration(0, 90), fallback: '7d',
    doc: 'The same for an app: at most 90d, in production at least 24h.',
  },
  trustedProxies: {
    name: 'PARLEY_TRUSTED_PROXIES', parse: proxyRanges, fallback: '', example: '10.0.0.0/8', emptyCounts: true,
    doc: 'Addresses or ranges of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.',
  },
  egressAllow: {
    name: 'PARLEY_EGRESS_ALLOW', parse: addressRanges, fallback: '', example: '127.0.0.0/8,::1', emptyCounts: true,
    doc: 'Private addresses or ranges that webhooks may reach. `npm start` in development sets loopback when this is not set; empty allows none.',
  },
  channelUrls: {
    name: 'PARLEY_CHANNEL_URLS', parse: namedPlaces(httpOrigin, 'telegram=http://127.0.0.1:8081'), example: 'telegram=http://127.0.0.1:8081',
    doc: 'Origins of channels\' APIs that lie elsewhere than their vendors say: a Bot API server of your own, or a proxy. Others are called where they are.',
  },
  channelRates: {
    name: 'PARLEY_CHANNEL_RATES', parse: namedPlaces(ratePair, 'telegram=1000/5'), example: 'telegram=1000/5',
    doc: 'Requests a second at one integration of a channel, and of them to one person, for each worker, where your contract with the vendor allows another number than the channel\'s own.',
  },
  channelBehindSeconds: {
    name: 'PARLEY_CHANNEL_BEHIND_AFTER', parse: duration(10, 1), fallback: '5m',
    doc: 'What waits for longer between Parley and channels makes the health of workers `degraded`: 10s to 1d. What waits for an integration whose credentials the channel refuses does not.',
  },
  tlsCert: { name: 'PARLEY_TLS_CERT', parse: path(baseFolder()), example: '/etc/parley/tls.crt', doc: 'PEM file with the certificate chain; the API then listens with TLS.' },
  tlsKey: { name: 'PARLEY_TLS_KEY', parse: path(baseFolder()), example: '/etc/parley/tls.key', doc: 'PEM file with the private key of PARLEY_TLS_CERT.' },
  embeddedOk: { name: 'PARLEY_EMBEDDED_OK', parse: flag, fallback: '0', doc: '1 allows the embedded database in production.' },
  logLevel: { name: 'PARLEY_LOG_LEVEL', parse: oneOf(LOG_LEVELS), fallback: 'info', doc: `One of ${LOG_LEVELS.join(', ')}.` },
  webhookRetrySeconds: {
    name: 'PARLEY_WEBHOOK_RETRY_SECONDS', parse: growingSeconds, fallback: '15,60,225,600',
    doc: 'Waits before a webhook\'s second to fifth attempt: growing, in seconds, at most 900 together.',
  },
  webhookTimeoutSeconds: { name: 'PARLEY_WEBHOOK_TIMEOUT_SECONDS', parse: integer(1, 60), fallback: '20', doc: 'How long one attempt at a webhook may take.' },
  webhookConcurrency: { name: 'PARLEY_WEBHOOK_CONCURRENCY', parse: integer(1, 1000), fallback: '128', doc: 'Webhook requests in flight at once, for each worker.' },
  webhookPauseSeconds: {
    name: 'PARLEY_WEBHOOK_PAUSE_AFTER', parse: duration(0, 30), fallback: '1h',
    doc: 'A webhook at which everything has failed for so long is paused: its events wait, in order, until it works again. 0 pauses none.',
  },
  webhookProbeSeconds: {
    name: 'PARLEY_WEBHOOK_PROBE_INTERVAL', parse: duration(1, 1), fallback: '1m',
    doc: 'How often a paused webhook is tried with one event.',
  },
  webhookLogSeconds: {
    name: 'PARLEY_WEBHOOK_LOG_KEPT', parse: duration(3600, 90), fallback: '7d',
    doc: 'How long attempts at webhooks, with the first kilobyte of each answer, can be looked at.',
  },
  webhookDeadSeconds: {
    name: 'PARLEY_WEBHOOK_DEAD_KEPT', parse: duration(3600, 365), fallback: '7d',
    doc: 'How long a delivery that died can be looked at and replayed.',
  },
  shutdownSeconds: { name: 'PARLEY_SHUTDOWN_SECONDS', parse: integer(1, 600), fallback: '25', doc: 'How long requests and jobs in flight may take to end when a process is told to stop.' },
  requestSeconds: {
    name: 'PARLEY_REQUEST_SECONDS', parse: integer(1, 300), fallback: '30',
    doc: 'How long the body of a request may take to arrive; then 408. Of a file, in how long 8 kB a second must have come, on average.',
  },
  uploadSeconds: {
    name: 'PARLEY_UPLOAD_SECONDS', parse: integer(30, 3000), fallback: '1800',
    doc: 'How long a file may take to arrive that keeps coming: 50 MB in half an hour are 28 kB a second.',
  },
  keyRateLimit: {
    name: 'PARLEY_RATE_LIMIT_KEY', parse: integer(0, 1_000_000), fallback: '1000',
    doc: 'Requests a second with one key, averaged over 10 s, by all API processes together; more are answered 429. 0 for any number.',
  },
  appRateLimit: {
    name: 'PARLEY_RATE_LIMIT_APP', parse: integer(0, 1_000_000), fallback: '2000',
    doc: 'The same for requests to one app, whatever the key.',
  },
  channelRateLimit: {
    name: 'PARLEY_RATE_LIMIT_CHANNEL', parse: integer(0, 1_000_000), fallback: '500',
    doc: 'Callbacks a second that one integration of a channel takes, counted alike; the vendor sends more of them again later. 0 for any number.',
  },
  refusalLimit: {
    name: 'PARLEY_RATE_LIMIT_REFUSALS', parse: integer(0, 1_000_000), fallback: '60',
    doc: 'Refused authentications a minute from one address (of IPv6: one /64), for each API process; then 429, except for keys that worked from there before. 0 for any number.',
  },
  auditKeyFile: {
    name: 'PARLEY_AUDIT_KEY_FILE', parse: path(baseFolder()), example: '/etc/parley/audit.key',
    doc: 'Ed25519 private key (PEM, mode 600) that signs the audit log\'s checkpoints, out of reach of who administers the database. Outside production `audit.key` in the data directory.',
  },
  auditOrigin: {
    name: 'PARLEY_AUDIT_ORIGIN', parse: keyName, example: 'audit.example.org/parley',
    doc: 'What the audit log calls itself in its checkpoints: a URL without scheme. Otherwise parley/ and the environment. Never changed once there are checkpoints.',
  },
  auditPlaces: {
    name: 'PARLEY_AUDIT_PLACES', parse: several(pathOrS3(path(baseFolder()))), example: '/mnt/witness/parley,s3://witness/parley?region=eu-central-1',
    doc: 'Directories outside the database, or buckets as in PARLEY_KEY_STORE, separated by commas, that keep the audit log\'s checkpoints and leaf hashes. Outside production `audit` in the data directory.',
  },
  backupDatabaseUrl: {
    name: 'PARLEY_BACKUP_DATABASE_URL', parse: postgresUrl, example: 'postgres://parley_backup:password@localhost:5432/parley',
    doc: 'The same database as DATABASE_URL, as a role that reads every row and the stream of changes: LOGIN REPLICATION BYPASSRLS, made by `parley db init`. For `db init`, the worker and the commands for backups; never given to the API. The embedded database makes its own.',
  },
  backupZones: {
    name: 'PARLEY_BACKUP_ZONES', parse: namedPlaces(pathOrS3(path(baseFolder()))), example: 'near=/mnt/near/parley,far=s3://backups/parley?region=eu-central-1',
    doc: 'Where backups go, encrypted: names, each with a directory or a bucket as in PARLEY_KEY_STORE, separated by commas. Not set, backups are off. Two zones that do not fail together are what makes a backup. In production a directory outside PARLEY_DATA_DIR.',
  },
  backupKeyZones: {
    name: 'PARLEY_BACKUP_KEY_ZONES', parse: namedPlaces(pathOrS3(path(baseFolder()))), example: 'far=s3://backup-keys/parley?region=eu-central-1',
    doc: 'Where the wrapped keys of some of these zones lie instead of in the zone itself: needed where a zone is a bucket that keeps versions or locks objects, as keys are kept in their present state only.',
  },
  backupScheduleSeconds: {
    name: 'PARLEY_BACKUP_SCHEDULE', parse: duration(900, 7), fallback: '6h',
    doc: 'How often a snapshot is taken, counted from midnight UTC: 15m to 7d. What changes in between goes to the zones continuously.',
  },
  backupDrillSeconds: {
    name: 'PARLEY_BACKUP_DRILL_SCHEDULE', parse: orOff(duration(3600, 30)), fallback: '1d',
    doc: 'How often the worker restores out of one of the zones for practice, counted from midnight UTC: 1h to 30d, or off. It needs PARLEY_BACKUP_DRILL_DATABASE_URL.',
  },
  backupDrillDatabaseUrl: {
    name: 'PARLEY_BACKUP_DRILL_DATABASE_URL', parse: postgresUrl, example: 'postgres://parley_drill:password@localhost:5433/postgres',
    doc: 'A server, best not the one that is backed up, where drills may make a database and a role, which they drop again: LOGIN CREATEDB CREATEROLE. Not set, no drills are done. For the worker alone. The embedded database makes its own.',
  },
  pitrWindowSeconds: {
    name: 'PARLEY_PITR_WINDOW', parse: duration(3600, 365), fallback: '14d',
    doc: 'How far back any second can be restored: 1h to 365d. Beyond it there are daily, weekly and monthly snapshots.',
  },
  backupExpiryProfile: {
    name: 'PARLEY_BACKUP_EXPIRY_PROFILE', parse: text, example: 'parley-expiry',
    doc: "A profile in AWS's files whose credentials may delete in the buckets of PARLEY_BACKUP_ZONES: for `parley backup expire` alone, never given to the worker, whose credentials must not be able to.",
  },
  backupSpool: {
    name: 'PARLEY_BACKUP_SPOOL', parse: path(baseFolder()), example: '/var/lib/parley/backup-spool',
    doc: 'Directory of the worker with what zones are still to get, encrypted. `backup-spool` in PARLEY_DATA_DIR unless set.',
  },
  backupSpoolBytes: {
    name: 'PARLEY_BACKUP_SPOOL_BYTES', parse: size(200), fallback: '4GB',
    doc: 'How much may lie in PARLEY_BACKUP_SPOOL. A zone that is away for longer gets the rest from another zone.',
  },
};
