import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '@parley/kernel';
import { appEnvironment } from './apps-environment.js';

const runtimeUrl = 'postgres://parley_runtime@localhost/parley';
const [API, WORKER] = [{ name: 'API' }, { name: 'worker' }] as const;

/** What the apps may reach when `npm start` runs with these variables. */
const allowed = (env: NodeJS.ProcessEnv): readonly string[] =>
  loadSettings(appEnvironment(API, env, loadSettings(env, { listens: false }), { runtimeUrl }), { listens: false }).egressAllow;

describe('npm start in development sets PARLEY_EGRESS_ALLOW to loopback', () => {
  it.each<[string, NodeJS.ProcessEnv]>([['by default', {}], ['when it is said', { PARLEY_ENV: 'development' }]])('%s', (_when, env) =>
    expect(allowed(env)).toEqual(['127.0.0.0/8', '::1']));

  it('an explicit empty value allows nothing', () => expect(allowed({ PARLEY_EGRESS_ALLOW: '' })).toEqual([]));

  it('an explicit list replaces it', () => expect(allowed({ PARLEY_EGRESS_ALLOW: '10.0.0.0/8' })).toEqual(['10.0.0.0/8']));

  it.each(['staging', 'production'])('%s allows what is listed only', (PARLEY_ENV) => {
    expect(allowed({ PARLEY_ENV })).toEqual([]);
    expect(allowed({ PARLEY_ENV, PARLEY_EGRESS_ALLOW: '10.0.0.0/8' })).toEqual(['10.0.0.0/8']);
  });
});

it('the apps get the runtime role’s database and never the administrator’s', () => {
  const env = { PATH: '/bin', PARLEY_ADMIN_DATABASE_URL: 'postgres://parley_admin@localhost/parley', DATABASE_URL: 'postgres://other@localhost/parley' };
  const settings = loadSettings({ PARLEY_DATA_DIR: '/srv/parley' });
  expect(appEnvironment(API, env, settings, { runtimeUrl })).toEqual({
    PATH: '/bin', DATABASE_URL: runtimeUrl, PARLEY_DATA_DIR: '/srv/parley', PARLEY_ROOT_KEY_FILE: '/srv/parley/root.key', PARLEY_KEY_STORE: '/srv/parley/key-store', PARLEY_EGRESS_ALLOW: '127.0.0.0/8,::1',
  });
});

it('the worker alone gets what backups need, with the roles that the embedded database made for them', () => {
  const env = { PARLEY_BACKUP_ZONES: 'near=/mnt/near', PARLEY_BACKUP_KEY_ZONES: 'near=/mnt/keys', PARLEY_PITR_WINDOW: '3d' };
  const settings = loadSettings(env);
  const [backupUrl, drillUrl] = ['postgres://parley_backup@localhost/parley', 'postgres://parley_drill@localhost/postgres'];
  const [api, worker] = [API, WORKER].map((app) => appEnvironment(app, { ...env, PARLEY_BACKUP_EXPIRY_PROFILE: 'deletes' }, settings, { runtimeUrl, backupUrl, drillUrl }));
  expect(worker).not.toHaveProperty('PARLEY_BACKUP_EXPIRY_PROFILE');
  expect(Object.keys(api ?? {}).filter((name) => name.startsWith('PARLEY_BACKUP'))).toEqual([]);
  expect(worker).toMatchObject({ ...env, PARLEY_BACKUP_DATABASE_URL: backupUrl, PARLEY_BACKUP_DRILL_DATABASE_URL: drillUrl });
  for (const each of [api, worker]) expect(loadSettings(each ?? {}).pitrWindowSeconds).toBe(259_200);
});
