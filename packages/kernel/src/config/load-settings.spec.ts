import { describe, expect, it } from '@jest/globals';
import { isAbsolute } from 'node:path';
import { ConfigError } from './config-error.js';
import { loadSettings } from './load-settings.js';
import { backupZones } from './named-places.js';
import { parseS3Url } from './s3-url.js';

const production = { PARLEY_ENV: 'production', PARLEY_TRUSTED_PROXIES: '10.0.0.0/8' };

const refusal = (env: Record<string, string>): string => {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
};

describe('settings', () => {
  it('have defaults for development', () => {
    const settings = loadSettings({ PATH: '/bin', HOME: '/root' });
    expect(settings).toMatchObject({
      env: 'development', region: 'local', host: '127.0.0.1', port: 4000, trustedProxies: [], egressAllow: [], embeddedOk: false,
      webhookRetrySeconds: [15, 60, 225, 600], webhookTimeoutSeconds: 20, webhookPauseSeconds: 3600, webhookProbeSeconds: 60, webhookLogSeconds: 604_800, webhookDeadSeconds: 604_800,
    });
    expect(isAbsolute(settings.dataDir)).toBe(true);
    expect(settings.databaseUrl).toBeUndefined();
  });

  it('have a key file beside the data unless another one is named; in production one that was named, elsewhere', () => {
    const file = (env: Record<string, string>) => loadSettings({ PARLEY_DATA_DIR: '/srv/parley', ...env }).rootKeyFile;
    expect([file({}), file({ PARLEY_ENV: 'staging' }), file({ PARLEY_ROOT_KEY_FILE: '/etc/parley/root.key' })]).toEqual(['/srv/parley/root.key', '/srv/parley/root.key', '/etc/parley/root.key']);
    expect([file(production), file({ ...production, PARLEY_ROOT_KEY_FILE: '/etc/parley/root.key' })]).toEqual([undefined, '/etc/parley/root.key']);
    expect(refusal({ ...production, PARLEY_DATA_DIR: '/srv/parley', PARLEY_ROOT_KEY_FILE: '/srv/parley/keys/root.key' })).toBe('PARLEY_ROOT_KEY_FILE must lie outside PARLEY_DATA_DIR in production');
  });

  it('give time to take a deletion back: a day, of an app a week, in production a day at least', () => {
    const delays = (env: Record<string, string>) => [loadSettings(env).erasureDelaySeconds, loadSettings(env).appErasureDelaySeconds];
    expect(delays({})).toEqual([86_400, 604_800]);
    expect(delays({ PARLEY_ERASURE_DELAY: '0', PARLEY_APP_ERASURE_DELAY: '90s' })).toEqual([0, 90]);
    expect(delays({ PARLEY_ERASURE_DELAY: '30m', PARLEY_APP_ERASURE_DELAY: '2d' })).toEqual([1800, 172_800]);
    for (const wrong of ['-1', '1w', '1.5h', 'h', '31d']) expect(refusal({ PARLEY_ERASURE_DELAY: wrong })).toBe('PARLEY_ERASURE_DELAY must be a time such as 30m, 24h or 7d, from 0s to 30d');
    expect(refusal({ ...production, PARLEY_APP_ERASURE_DELAY: '23h' })).toBe('PARLEY_APP_ERASURE_DELAY must be at least 24h in production');
    expect(delays({ ...production, PARLEY_ERASURE_DELAY: '0', PARLEY_APP_ERASURE_DELAY: '24h' })).toEqual([0, 86_400]);
  });

  it('have a key store beside the data unless another one is named; in production one that was named, elsewhere', () => {
    const store = (env: Record<string, string>) => loadSettings({ PARLEY_DATA_DIR: '/srv/parley', ...env }).keyStore;
    expect([store({}), store({ PARLEY_ENV: 'staging' }), store({ PARLEY_KEY_STORE: '/srv/keys' })]).toEqual(['/srv/parley/key-store', '/srv/parley/key-store', '/srv/keys']);
    expect([store(production), store({ ...production, PARLEY_KEY_STORE: '/srv/keys' })]).toEqual([undefined, '/srv/keys']);
    expect(refusal({ ...production, PARLEY_DATA_DIR: '/srv/parley', PARLEY_KEY_STORE: '/srv/parley/keys' })).toBe('PARLEY_KEY_STORE must lie outside PARLEY_DATA_DIR in production');
  });

  it('have a key store in S3 where a bucket is named, by https but on this host in development', () => {
    const bucket = 's3://keys/parley?region=eu-central-1';
    const here = `${bucket}&endpoint=http://127.0.0.1:9000`;
    expect(loadSettings({ ...production, PARLEY_KEY_STORE: bucket }).keyStore).toBe(bucket);
    expect(parseS3Url(here)).toEqual({ bucket: 'keys', prefix: 'parley/', region: 'eu-central-1', endpoint: 'http://127.0.0.1:9000' });
    expect(parseS3Url('s3://keys?region=local')).toEqual({ bucket: 'keys', prefix: '', region: 'local' });
    expect(loadSettings({ PARLEY_KEY_STORE: here }).keyStore).toBe(here);
    for (const env of [{ ...production, PARLEY_KEY_STORE: here }, { PARLEY_KEY_STORE: `${bucket}&endpoint=http://s3.example` }]) {
      expect(refusal(env)).toBe('The endpoint of PARLEY_KEY_STORE must be https (http only on this host, in development)');
    }
    expect(refusal({ PARLEY_AUDIT_PLACES: `/mnt/a,${bucket}&endpoint=http://s3.example` })).toMatch(/^The endpoint of PARLEY_AUDIT_PLACES must be https/);
    expect(refusal({ PARLEY_KEY_STORE: bucket, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toContain('PARLEY_KEY_STORE');
  });

  it('are read from the variables', () => {
    const settings = loadSettings({
      PARLEY_PORT: '5000', PARLEY_EGRESS_ALLOW: '127.0.0.0/8, ::1', PARLEY_DATA_DIR: '/srv/parley', PARLEY_EMBEDDED_OK: '1',
    });
    expect(settings).toMatchObject({ port: 5000, egressAllow: ['127.0.0.0/8', '::1'], dataDir: '/srv/parley', embeddedOk: true });
  });

  it('read lists of paths', () =>
    expect(loadSettings({ PARLEY_AUDIT_PLACES: '/mnt/a, s3://witness/p?region=eu-central-1', PARLEY_AUDIT_ORIGIN: 'audit.example.org/parley' })).toMatchObject({ auditPlaces: ['/mnt/a', 's3://witness/p?region=eu-central-1'] }));

  it('take an empty variable as not set, but an empty list as empty', () => {
    expect(loadSettings({ PARLEY_PORT: '', PARLEY_EGRESS_ALLOW: '' })).toMatchObject({ port: 4000, egressAllow: [] });
  });

  it('name an unknown variable and the closest known one', () => {
    expect(refusal({ PARLEY_PROT: '1' })).toBe('PARLEY_PROT is not a setting; the closest is PARLEY_PORT');
    expect(refusal({ PARLEY_EGRESS_ALOW: '' })).toContain('PARLEY_EGRESS_ALLOW');
  });

  it.each([
    ['PARLEY_ENV', 'prod'], ['PARLEY_PORT', '0'], ['PARLEY_PORT', '65536'], ['PARLEY_PORT', '4e3'], ['PARLEY_METRICS_PORT', 'x'],
    ['PARLEY_TRUSTED_PROXIES', 'example.org'], ['PARLEY_TRUSTED_PROXIES', '10.0.0.0/33'], ['PARLEY_TRUSTED_PROXIES', '10.0.0.1,0.0.0.0/0'], ['PARLEY_TRUSTED_PROXIES', '::/0'], ['PARLEY_EGRESS_ALLOW', '*'],
    ['PARLEY_EMBEDDED_OK', 'yes'], ['PARLEY_LOG_LEVEL', 'loud'], ['PARLEY_DATABASE_POOL', '0'], ['DATABASE_URL', 'mysql://localhost/x'], ['DATABASE_URL', 'postgres://u@%ff/p'],
    ['PARLEY_KMS_KEY', 'alias/parley'], ['PARLEY_KMS_KEY', 'arn:aws:kms:eu-central-1:111122223333:alias/parley'], ['PARLEY_KMS_ENDPOINT', 'kms.example'], ['PARLEY_KMS_ENDPOINT', 'https://u:p@kms.example'], ['PARLEY_KMS_ENDPOINT', 'https://kms.example/path'],
    ['PARLEY_REGION', 'EU West'], ['PARLEY_REGION', '-eu'], ['PARLEY_ADMIN_DATABASE_URL', 'localhost'], ['PARLEY_WEBHOOK_RETRY_SECONDS', '60,15,225,600'],
    ['PARLEY_WEBHOOK_RETRY_SECONDS', '15,60,225,601'], ['PARLEY_WEBHOOK_RETRY_SECONDS', '1,2,3,4,5'], ['PARLEY_SHUTDOWN_SECONDS', '-1'],
    ['PARLEY_KEY_STORE', 's3://keys/parley'], ['PARLEY_KEY_STORE', 's3://K/parley?region=a'], ['PARLEY_KEY_STORE', 's3://keys/a/../b c?region=a'], ['PARLEY_KEY_STORE', 's3://keys?region=a&endpoint=https://s3.example/path'], ['PARLEY_KEY_STORE', 's3://keys?region=a&profile=x'],
    ['PARLEY_BACKUP_ZONES', ' , '], ['PARLEY_BACKUP_ZONES', '/mnt/a'], ['PARLEY_BACKUP_ZONES', 'Near=/mnt/a'], ['PARLEY_BACKUP_ZONES', 'a=/mnt/a,a=/mnt/b'], ['PARLEY_BACKUP_ZONES', 'a=s3://backups/p'], ['PARLEY_BACKUP_ZONES', 'near=/a far=/b'], ['PARLEY_BACKUP_KEY_ZONES', 'near=/a far=/b'],
    ['PARLEY_CHANNEL_URLS', 'http://127.0.0.1:8081'], ['PARLEY_CHANNEL_URLS', 'telegram=http://127.0.0.1:8081/path'], ['PARLEY_CHANNEL_URLS', 'telegram=ftp://127.0.0.1'], ['PARLEY_CHANNEL_RATES', 'telegram=30'], ['PARLEY_CHANNEL_RATES', 'telegram=30/0'],
    ['PARLEY_BACKUP_DATABASE_URL', 'localhost'], ['PARLEY_BACKUP_SCHEDULE', '14m'], ['PARLEY_PITR_WINDOW', '366d'], ['PARLEY_BACKUP_SPOOL_BYTES', '4000'], ['PARLEY_BACKUP_SPOOL_BYTES', '199MB'],
    ['PARLEY_AUDIT_ORIGIN', 'a b'], ['PARLEY_AUDIT_ORIGIN', 'a+b'], ['PARLEY_AUDIT_PLACES', ' , '],
  ])('refuse %s=%s in one line that names it', (name, value) => {
    expect(refusal({ [name]: value })).toMatch(new RegExp(`^${name} must (?:be|have|name) [^\\n]+$`));
  });

  it('never repeat a database password', () => {
    expect(refusal({ DATABASE_URL: 'mysql://me:hunter2@localhost/x' })).not.toContain('hunter2');
  });
});

describe('rules that bind settings', () => {
  it('refuse a plain listener in production unless trusted proxies are named', () => {
    expect(refusal({ PARLEY_ENV: 'production' })).toContain('PARLEY_TLS_CERT');
    expect(loadSettings(production).env).toBe('production');
    expect(loadSettings({ PARLEY_ENV: 'production', PARLEY_TLS_CERT: '/c', PARLEY_TLS_KEY: '/k' }).tlsCert).toBe('/c');
    expect(loadSettings({ PARLEY_ENV: 'production' }, { listens: false }).env).toBe('production');
  });

  it('want certificate and key together', () => {
    expect(refusal({ PARLEY_TLS_CERT: '/c' })).toMatch(/^PARLEY_TLS_KEY is missing/);
    expect(refusal({ PARLEY_TLS_KEY: '/k' })).toMatch(/^PARLEY_TLS_CERT is missing/);
  });

  it('give each listener a port of its own', () => {
    expect(refusal({ PARLEY_PORT: '4001' })).toBe('PARLEY_METRICS_PORT is the port of PARLEY_PORT too');
  });

  describe('AWS KMS', () => {
    const PARLEY_KMS_KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

    it('takes the place of the key file beside the data', () => {
      expect(loadSettings({ PARLEY_KMS_KEY })).not.toHaveProperty('rootKeyFile');
      expect(loadSettings({ PARLEY_KMS_KEY, PARLEY_ROOT_KEY_FILE: '/k' })).toMatchObject({ kmsKey: PARLEY_KMS_KEY, rootKeyFile: '/k' });
    });

    it('is reached by https, or on this host in development', () => {
      for (const PARLEY_KMS_ENDPOINT of ['https://kms.example', 'http://127.0.0.1:4566', 'http://[::1]:4566', 'http://localhost:4566']) {
        expect(loadSettings({ PARLEY_KMS_KEY, PARLEY_KMS_ENDPOINT }).kmsEndpoint).toBe(PARLEY_KMS_ENDPOINT);
      }
      const refused = 'PARLEY_KMS_ENDPOINT must be https (http only on this host, in development)';
      expect(refusal({ PARLEY_KMS_KEY, PARLEY_KMS_ENDPOINT: 'http://kms.example' })).toBe(refused);
      expect(refusal({ PARLEY_KMS_KEY, PARLEY_KMS_ENDPOINT: 'http://127.0.0.1:4566', PARLEY_ENV: 'staging' })).toBe(refused);
      expect(refusal({ PARLEY_KMS_KEY, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toContain('PARLEY_KMS_KEY');
    });
  });

  it('name a PKCS#11 token by four settings or none; it takes the place of the key file beside the data', () => {
    const token = { PARLEY_PKCS11_MODULE: '/m.so', PARLEY_PKCS11_TOKEN: 'parley', PARLEY_PKCS11_KEY_LABEL: 'root', PARLEY_PKCS11_PIN_FILE: '/pin' };
    expect(loadSettings(token)).toMatchObject({ pkcs11Module: '/m.so', pkcs11Token: 'parley' });
    expect(loadSettings(token)).not.toHaveProperty('rootKeyFile');
    for (const name of Object.keys(token)) expect(refusal({ ...token, [name]: '' })).toMatch(new RegExp(`^${name} is missing: PARLEY_PKCS11_MODULE, [A-Z0-9_, ]+ go together$`));
  });

  describe('backups', () => {
    const databases = { DATABASE_URL: 'postgres://r@localhost/p', PARLEY_BACKUP_DATABASE_URL: 'postgres://b@localhost/p' };
    const PARLEY_BACKUP_ZONES = 'near=/mnt/near, far-1=s3://backups/parley?region=eu-central-1';

    it('are off unless zones are named; then every 6 hours, for 14 days, by a spool of 4 GB beside the data', () => {
      const off = loadSettings({ PARLEY_DATA_DIR: '/srv/parley' });
      expect(off).toMatchObject({ backupScheduleSeconds: 21_600, backupDrillSeconds: 86_400, pitrWindowSeconds: 1_209_600, backupSpool: '/srv/parley/backup-spool', backupSpoolBytes: 4e9 });
      expect(backupZones(off)).toEqual([]);
      expect(loadSettings({ PARLEY_BACKUP_DRILL_SCHEDULE: 'off' }).backupDrillSeconds).toBe(0);
      const on = loadSettings({ PARLEY_BACKUP_ZONES, PARLEY_BACKUP_KEY_ZONES: 'far-1=/mnt/keys', PARLEY_BACKUP_SPOOL: '/var/spool/p', PARLEY_BACKUP_SPOOL_BYTES: '500MB' });
      expect(on).toMatchObject({ backupSpool: '/var/spool/p', backupSpoolBytes: 5e8 });
      expect(backupZones(on)).toEqual([{ name: 'near', place: '/mnt/near' }, { name: 'far-1', place: 's3://backups/parley?region=eu-central-1', keysPlace: '/mnt/keys' }]);
    });

    it('of a database of one’s own are read by a role of their own', () => {
      expect(refusal({ DATABASE_URL: databases.DATABASE_URL, PARLEY_BACKUP_ZONES })).toMatch(/^PARLEY_BACKUP_DATABASE_URL is missing: [^\n]+ parley db init makes$/);
      expect(refusal({ PARLEY_BACKUP_DATABASE_URL: databases.PARLEY_BACKUP_DATABASE_URL })).toMatch(/^DATABASE_URL is missing: /);
      expect(loadSettings({ ...databases, PARLEY_BACKUP_ZONES }).backupDatabaseUrl).toBe(databases.PARLEY_BACKUP_DATABASE_URL);
    });

    it('lie in production outside the data directory, and by https where that is S3', () => {
      const inside = { ...production, ...databases, PARLEY_DATA_DIR: '/srv/parley', PARLEY_BACKUP_ZONES: 'far=/mnt/far,near=/srv/parley/backups' };
      expect(refusal(inside)).toBe('PARLEY_BACKUP_ZONES must lie outside PARLEY_DATA_DIR in production: near');
      expect(backupZones(loadSettings({ ...inside, PARLEY_ENV: 'staging' }))).toHaveLength(2);
      expect(refusal({ PARLEY_BACKUP_ZONES: 'far=s3://backups?region=a&endpoint=http://s3.example' })).toMatch(/^The endpoint of PARLEY_BACKUP_ZONES must be https/);
      expect(refusal({ PARLEY_BACKUP_ZONES, PARLEY_BACKUP_KEY_ZONES: 'near=s3://keys?region=a&endpoint=http://s3.example' })).toMatch(/^The endpoint of PARLEY_BACKUP_KEY_ZONES must be https/);
    });

    it('have keys elsewhere only of zones that there are', () =>
      expect(refusal({ PARLEY_BACKUP_ZONES, PARLEY_BACKUP_KEY_ZONES: 'mid=/mnt/keys' })).toBe('PARLEY_BACKUP_KEY_ZONES names mid, which PARLEY_BACKUP_ZONES does not'));
  });

  describe('a database on another host is reached with verified TLS only', () => {
    const elsewhere: [string, Record<string, string>][] = [
      ['postgres://u@db.example/p', {}],
      ['postgres://u@10.0.0.1/p?sslmode=require', {}],
      ['postgres://u@db.example/p?sslmode=verify-full&sslmode=disable', {}],
      ['postgres://u@localhost/p?host=db.example', {}],
      ['postgres://u@localhost/p?host=localhost&host=db.example', {}],
      ['postgres://u@db.example/p?host=', {}],
      ['postgres:///p', { PGHOST: 'db.example' }],
      ['postgres:///p?host=', { PGHOST: 'db.example' }],
      ['postgres:///p?port=5433', { PGHOST: '10.0.0.1', PGSSLMODE: 'verify-full' }],
      ['postgres:///p?hostaddr=127.0.0.1', { PGHOST: 'db.example', PGHOSTADDR: '127.0.0.1' }],
    ];
    const here: [string, Record<string, string>][] = [
      ['postgres://u@localhost/p', { PGHOST: 'db.example' }],
      ['postgres://u@127.0.0.1:5433/p', { PGHOSTADDR: '10.0.0.1' }],
      ['postgres://u@[::1]/p', {}],
      ['postgres:///p', {}],
      ['postgres:///p', { PGHOST: '' }],
      ['postgres:///p', { PGHOST: '/var/run/postgresql' }],
      ['postgres:///p', { PGHOST: '127.0.0.2' }],
      ['postgres:///p', { PGHOSTADDR: '10.0.0.1' }],
      ['postgres:///p?host=/var/run/postgresql', { PGHOST: 'db.example' }],
      ['postgres://u@%2Fvar%2Frun%2Fpostgresql/p', {}],
      ['postgres://u@db.example/p?host=localhost', {}],
    ];

    it.each(elsewhere)('%s with %j', (url, env) => {
      expect(refusal({ ...env, DATABASE_URL: url })).toBe('DATABASE_URL points to another host and must say sslmode=verify-full');
      expect(refusal({ ...env, PARLEY_ADMIN_DATABASE_URL: url })).toBe('PARLEY_ADMIN_DATABASE_URL points to another host and must say sslmode=verify-full');
      const mine = { ...env, DATABASE_URL: 'postgres://u@localhost/p' };
      expect(refusal({ ...mine, PARLEY_BACKUP_DATABASE_URL: url })).toBe('PARLEY_BACKUP_DATABASE_URL points to another host and must say sslmode=verify-full');
      const verified = new URL(url);
      verified.searchParams.set('sslmode', 'verify-full');
      expect(loadSettings({ ...env, DATABASE_URL: verified.href, PARLEY_ADMIN_DATABASE_URL: verified.href }).databaseUrl).toBe(verified.href);
    });

    it.each(here)('this host or a socket needs none: %s with %j', (url, env) => {
      expect(loadSettings({ ...env, DATABASE_URL: url, PARLEY_ADMIN_DATABASE_URL: url })).toMatchObject({ databaseUrl: url, adminDatabaseUrl: url });
    });

    it('also when Node is told not to verify', () => {
      const url = 'postgres://u@db.example/p?sslmode=verify-full';
      expect(refusal({ DATABASE_URL: url, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatch(/^NODE_TLS_REJECT_UNAUTHORIZED=0 would switch off [^\n]*DATABASE_URL/);
      expect(loadSettings({ DATABASE_URL: 'postgres://u@localhost/p', NODE_TLS_REJECT_UNAUTHORIZED: '0' }).databaseUrl).toBe('postgres://u@localhost/p');
    });
  });
});
