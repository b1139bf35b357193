import { CATALOGUE } from './catalogue.js';
import { ConfigError } from './config-error.js';
import { databaseHost, isThisHost, type Variables } from './database-host.js';
import { isWithin } from './is-within.js';
import { isS3Url, parseS3Url } from './s3-url.js';
import type { Settings } from './settings.js';

/**
 * A database on another host is reached with verified TLS only; what the network sees must not be what customers wrote.
 * `pg` takes the last of repeated parameters, so the mode is said once; NODE_TLS_REJECT_UNAUTHORIZED=0 would undo it.
 */
function requireVerifiedTls(name: string, url: string | undefined, env: Variables): void {
  if (url === undefined || isThisHost(databaseHost(url, env))) return;
  if (new URL(url).searchParams.getAll('sslmode').join() !== 'verify-full') {
    throw new ConfigError(`${name} points to another host and must say sslmode=verify-full`);
  }
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new ConfigError(`NODE_TLS_REJECT_UNAUTHORIZED=0 would switch off the verification that ${name} asks for`);
  }
}

/** Whoever copies the data directory must not have copied a key to it. */
function requireKeysElsewhere({ env, dataDir, ...settings }: Settings): void {
  const inside = (['rootKeyFile', 'keyStore'] as const).find((key) => settings[key] !== undefined && !isS3Url(settings[key]) && isWithin(dataDir, settings[key]));
  if (env === 'production' && inside !== undefined) throw new ConfigError(`${CATALOGUE[inside].name} must lie outside PARLEY_DATA_DIR in production`);
}

/** A token is named by four settings, or by none. */
function requireWholeToken(settings: Settings): void {
  const keys = ['pkcs11Module', 'pkcs11Token', 'pkcs11KeyLabel', 'pkcs11PinFile'] as const;
  const missing = keys.filter((key) => settings[key] === undefined);
  if (missing[0] !== undefined && missing.length < keys.length) {
    throw new ConfigError(`${CATALOGUE[missing[0]].name} is missing: ${keys.map((key) => CATALOGUE[key].name).join(', ')} go together`);
  }
}

/** Who keeps keys, or what vouches for others, must be who it says it is. `name` names the endpoint, `needs` the setting that has it asked. */
function requireVerified({ env }: Settings, variables: Variables, name: string, endpoint: string | undefined, needs: string): void {
  const { protocol = 'https:', hostname = '' } = endpoint === undefined ? {} : new URL(endpoint);
  const hereInDevelopment = env === 'development' && isThisHost(hostname.replace(/^\[(.+)\]$/, '$1'));
  if (protocol !== 'https:' && !hereInDevelopment) throw new ConfigError(`${name} must be https (http only on this host, in development)`);
  if (protocol === 'https:' && variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new ConfigError(`NODE_TLS_REJECT_UNAUTHORIZED=0 would switch off the verification that ${needs} needs`);
  }
}

/** Backups are read by a role of their own, lie beside no database that they are of, and have keys of zones that there are. */
function requireWholeBackups({ env, dataDir, databaseUrl, backupDatabaseUrl, backupZones = [], backupKeyZones = [] }: Settings): void {
  if (backupZones.length > 0 && databaseUrl !== undefined && backupDatabaseUrl === undefined) {
    throw new ConfigError('PARLEY_BACKUP_DATABASE_URL is missing: backups to PARLEY_BACKUP_ZONES are read by a role of their own, which parley db init makes');
  }
  if (databaseUrl === undefined && backupDatabaseUrl !== undefined) {
    throw new ConfigError('DATABASE_URL is missing: PARLEY_BACKUP_DATABASE_URL names the same database, and the embedded one makes its own role');
  }
  const inside = backupZones.find(({ place }) => !isS3Url(place) && isWithin(dataDir, place));
  if (env === 'production' && inside !== undefined) throw new ConfigError(`PARLEY_BACKUP_ZONES must lie outside PARLEY_DATA_DIR in production: ${inside.name}`);
  const stray = backupKeyZones.find(({ name }) => backupZones.every((zone) => zone.name !== name));
  if (stray !== undefined) throw new ConfigError(`PARLEY_BACKUP_KEY_ZONES names ${stray.name}, which PARLEY_BACKUP_ZONES does not`);
}

const DAY_SECONDS = 86_400;

/** Whoever deletes the wrong app in production has a day to notice. */
function requireTimeToRegret({ env, appErasureDelaySeconds }: Settings): void {
  if (env === 'production' && appErasureDelaySeconds < DAY_SECONDS) throw new ConfigError(`${CATALOGUE.appErasureDelaySeconds.name} must be at least 24h in production`);
}

/** The services of AWS, or whoever stands in their place, that the settings name. */
function requireVerifiedServices(settings: Settings, variables: Variables): void {
  const { kmsKey, kmsEndpoint, keyStore, attachmentStore, auditPlaces = [] } = settings;
  if (kmsKey !== undefined || kmsEndpoint !== undefined) requireVerified(settings, variables, 'PARLEY_KMS_ENDPOINT', kmsEndpoint, 'PARLEY_KMS_KEY');
  if (keyStore !== undefined && isS3Url(keyStore)) requireVerified(settings, variables, 'The endpoint of PARLEY_KEY_STORE', parseS3Url(keyStore).endpoint, 'PARLEY_KEY_STORE');
  if (isS3Url(attachmentStore)) requireVerified(settings, variables, 'The endpoint of PARLEY_ATTACHMENT_STORE', parseS3Url(attachmentStore).endpoint, 'PARLEY_ATTACHMENT_STORE');
  const { backupZones = [], backupKeyZones = [] } = settings;
  const lists = { PARLEY_AUDIT_PLACES: auditPlaces, PARLEY_BACKUP_ZONES: backupZones.map(({ place }) => place), PARLEY_BACKUP_KEY_ZONES: backupKeyZones.map(({ place }) => place) };
  for (const [name, places] of Object.entries(lists)) {
    for (const place of places.filter(isS3Url)) requireVerified(settings, variables, `The endpoint of ${name}`, parseS3Url(place).endpoint, name);
  }
}

/** Rules that bind several settings at once. */
export function checkTogether(settings: Settings, env: Variables): void {
  requireVerifiedTls(CATALOGUE.databaseUrl.name, settings.databaseUrl, env);
  requireVerifiedTls(CATALOGUE.adminDatabaseUrl.name, settings.adminDatabaseUrl, env);
  requireVerifiedTls(CATALOGUE.backupDatabaseUrl.name, settings.backupDatabaseUrl, env);
  requireVerifiedTls(CATALOGUE.backupDrillDatabaseUrl.name, settings.backupDrillDatabaseUrl, env);
  requireKeysElsewhere(settings);
  requireVerifiedServices(settings, env);
  requireWholeToken(settings);
  requireTimeToRegret(settings);
  requireWholeBackups(settings);
  if ((settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    throw new ConfigError(`${settings.tlsCert === undefined ? 'PARLEY_TLS_CERT' : 'PARLEY_TLS_KEY'} is missing: PARLEY_TLS_CERT and PARLEY_TLS_KEY go together`);
  }
  const ports = [CATALOGUE.port, CATALOGUE.metricsPort, CATALOGUE.workerMetricsPort];
  const values = [settings.port, settings.metricsPort, settings.workerMetricsPort];
  const clash = values.findIndex((value, index) => values.indexOf(value) !== index);
  if (clash > 0) throw new ConfigError(`${ports[clash]?.name} is the port of ${ports[values.indexOf(values[clash] ?? 0)]?.name} too`);
}

/** Credentials never cross a network in clear: a production listener has TLS, or stands behind named proxies that do. */
export function checkListener(settings: Settings): void {
  if (settings.env === 'production' && settings.tlsCert === undefined && settings.trustedProxies.length === 0) {
    throw new ConfigError('PARLEY_TLS_CERT is missing: in production the API listens with TLS, or behind proxies named in PARLEY_TRUSTED_PROXIES');
  }
}
