import { afterAll, expect, it } from '@jest/globals';
import { loadSettings } from '@parley/kernel';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDir } from '../data-dir/data-dir.js';
import { embeddedBackupUrl } from './embedded.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('The embedded database has a role for backups once zones are set, and keeps it when they are not any more', () => {
  const dataDir = DataDir.open(folder, 'development');
  mkdirSync(dataDir.database, { recursive: true });
  const url = (env: Record<string, string>) => embeddedBackupUrl(loadSettings({ PARLEY_DATA_DIR: folder, ...env }), dataDir, 'postgres://parley_runtime:secret@127.0.0.1:5432/parley');
  expect(url({})).toBeUndefined();
  const on = url({ PARLEY_BACKUP_ZONES: 'near=/mnt/near' });
  expect(on).toMatch(/^postgres:\/\/parley_backup:[\w-]{43}@127\.0\.0\.1:5432\/parley$/);
  expect(url({})).toBe(on);
  expect(statSync(join(dataDir.database, 'backup-password')).mode & 0o777).toBe(0o600);
});
