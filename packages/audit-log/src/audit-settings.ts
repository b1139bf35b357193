import { ConfigError, type Settings } from '@parley/kernel';
import { join, sep } from 'node:path';

/** Where the log's key and its outside places are, and what the log calls itself. */
export interface AuditSettings {
  /** Name of the signing key, and the beginning of the origin of each tree. */
  readonly origin: string;
  readonly keyFile: string;
  /** Whether the key is made when it is missing: in production somebody has to ask for it. */
  readonly makesKey: boolean;
  /** Directories, absolute, and buckets as `s3://…`. */
  readonly places: readonly string[];
}

type Given = Pick<Settings, 'env' | 'dataDir' | 'auditKeyFile' | 'auditOrigin' | 'auditPlaces'>;

/**
 * The audit log's settings with what holds without them. Raises ConfigError: in production the key file and the places must
 * be said, because they belong outside the reach of who administers the database; nowhere may they lie in its directory.
 */
export function auditSettings({ env, dataDir, auditKeyFile, auditOrigin, auditPlaces }: Given): AuditSettings {
  if (env === 'production' && auditKeyFile === undefined) throw new ConfigError('PARLEY_AUDIT_KEY_FILE is missing: in production the key of the audit log lies where its database\'s administrators cannot read');
  if (env === 'production' && auditPlaces === undefined) throw new ConfigError('PARLEY_AUDIT_PLACES is missing: in production checkpoints of the audit log go where its database\'s administrators cannot write');
  const settings = {
    origin: auditOrigin ?? `parley/${env}`,
    keyFile: auditKeyFile ?? join(dataDir, 'audit.key'),
    makesKey: env !== 'production',
    places: auditPlaces ?? [join(dataDir, 'audit')],
  };
  const inside = (path: string): boolean => `${path}${sep}`.startsWith(`${join(dataDir, 'postgres')}${sep}`);
  if (inside(settings.keyFile)) throw new ConfigError('PARLEY_AUDIT_KEY_FILE lies in the directory of the database');
  if (settings.places.some(inside)) throw new ConfigError('PARLEY_AUDIT_PLACES has a path in the directory of the database');
  return settings;
}
