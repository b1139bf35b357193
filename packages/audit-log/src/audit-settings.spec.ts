import { describe, expect, it } from '@jest/globals';
import { auditSettings } from './audit-settings.js';

const development = { env: 'development', dataDir: '/var/lib/parley' } as const;
const production = { env: 'production', dataDir: '/var/lib/parley', auditKeyFile: '/etc/parley/audit.key', auditPlaces: ['/mnt/a', '/mnt/b'] } as const;

describe('auditSettings', () => {
  it('lies in the data directory in development', () =>
    expect(auditSettings(development)).toEqual({ origin: 'parley/development', keyFile: '/var/lib/parley/audit.key', makesKey: true, places: ['/var/lib/parley/audit'] }));

  it('is said in production', () =>
    expect(auditSettings({ ...production, auditPlaces: [...production.auditPlaces], auditOrigin: 'audit.example.org' })).toEqual({
      origin: 'audit.example.org', keyFile: '/etc/parley/audit.key', makesKey: false, places: ['/mnt/a', '/mnt/b'],
    }));

  it.each([
    [{ auditKeyFile: undefined }, 'PARLEY_AUDIT_KEY_FILE is missing'],
    [{ auditPlaces: undefined }, 'PARLEY_AUDIT_PLACES is missing'],
    [{ auditKeyFile: '/var/lib/parley/postgres/base/audit.key' }, 'PARLEY_AUDIT_KEY_FILE lies in'],
    [{ auditPlaces: ['/mnt/a', '/var/lib/parley/postgres'] }, 'PARLEY_AUDIT_PLACES has a path in'],
  ])('refuses %j', (wrong, message) => expect(() => auditSettings({ ...production, auditPlaces: ['/mnt/a'], ...wrong })).toThrow(message));
});
