import type { Settings } from '@parley/kernel';
import { existsSync } from 'node:fs';
import { baseUrl } from '../base-url.js';
import type { DataDir } from '../data-dir/data-dir.js';
import { say } from '../report.js';

/** Tells where things are. The secret stays in its file: the line to paste reads it from there. */
export function announce(settings: Settings, dataDir: DataDir): void {
  say(`\nParley is ready (${settings.env}).`);
  say(`  The API answers at  ${baseUrl(settings)}`);
  if (!existsSync(dataDir.credentials)) {
    say('  Credentials         npm run parley -- accounts create --name "My company"\n');
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
