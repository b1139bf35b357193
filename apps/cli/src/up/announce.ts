import { baseUrl, type Settings } from '@parley/kernel';
import { existsSync } from 'node:fs';
import type { DataDir } from '../data-dir/data-dir.js';
import { say } from '../report.js';

/** Tells where things are. The secret stays in its file: the line to paste reads it from there. */
export function announce(settings: Settings, dataDir: DataDir): void {
  say(`\nParley is ready (${settings.env}).`);
  say(`  The API answers at  ${baseUrl(settings)}`);
  if (settings.backupZones === undefined) say('  Backups             off; PARLEY_BACKUP_ZONES=near=/mnt/disk/parley or more places switch them on');
  if (!existsSync(dataDir.credentials)) {
    // In development a start makes the first account, so that only its key's file can be missing.
    const command = settings.env === 'development' ? 'keys create --write-credentials' : 'accounts create --name "My company"';
    say(`  Credentials         npm run parley -- ${command}\n`);
    return;
  }
  say(`  Credentials         ${dataDir.credentials}`);
  say(`  Paste this          ${curl(settings, dataDir.credentials)}\n`);
}

function curl(settings: Settings, credentials: string): string {
  const file = JSON.stringify(credentials).replaceAll("'", "'\\''");
  const user = `"$(node -p '({accountKey: k} = require(${file})), k.id + ":" + k.secret')"`;
  const trust = settings.tlsCert === undefined ? '' : ` --cacert '${settings.tlsCert.replaceAll("'", "'\\''")}'`;
  return `curl -s${trust} -u ${user} ${baseUrl(settings)}/v2/apps`;
}
