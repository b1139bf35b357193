import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** pnpm, npx and turbo keep caches in the home folder. Where there is none, or it is read-only, one in the checkout serves. */
function usableHome() {
  try {
    const home = homedir();
    accessSync(home, constants.W_OK | constants.X_OK);
    return {};
  } catch {
    const home = join(ROOT, '.turbo', 'home');
    mkdirSync(home, { recursive: true });
    return { HOME: home, npm_config_cache: join(home, '.npm'), XDG_CACHE_HOME: join(home, '.cache'), XDG_DATA_HOME: join(home, '.local/share') };
  }
}

/** The environment of every program we start: the repository's own programs first, nothing that phones home. */
export function commandEnvironment() {
  return {
    ...process.env,
    ...usableHome(),
    PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].filter(Boolean).join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
}
