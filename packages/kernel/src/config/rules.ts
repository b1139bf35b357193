import { CATALOGUE } from './catalogue.js';
import { ConfigError } from './config-error.js';
import type { Settings } from './settings.js';

const isThisHost = (host: string): boolean =>
  host === '' || host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** A database on another host is reached with verified TLS only; what the network sees must not be what customers wrote. */
function requireVerifiedTls(name: string, url: string | undefined): void {
  if (url === undefined) return;
  const { hostname, searchParams } = new URL(url);
  const hosts = [...searchParams.getAll('host'), decodeURIComponent(hostname).replace(/^\[|\]$/g, '')];
  // pg reads `?host=` first; both are checked so that neither can hide the other.
  if (!hosts.every(isThisHost) && searchParams.getAll('sslmode').join() !== 'verify-full') {
    throw new ConfigError(`${name} points to another host and must say sslmode=verify-full`);
  }
}

/** Rules that bind several settings at once. */
export function checkTogether(settings: Settings): void {
  requireVerifiedTls(CATALOGUE.databaseUrl.name, settings.databaseUrl);
  requireVerifiedTls(CATALOGUE.adminDatabaseUrl.name, settings.adminDatabaseUrl);
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
