import { baseFolder } from '@parley/kernel';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, relative } from 'node:path';

/** This tree's sources as somebody has them who has just cloned it. */
export interface FreshCheckout {
  readonly folder: string;
  remove(): void;
}

/** Whether git ignores a path, by the few forms that our .gitignore uses: a name, a name's end, a path from the root. */
function ignoring(root: string): (path: string) => boolean {
  const lines = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean).map((line) => line.replace(/\/$/, ''));
  const isIgnored = (path: string, line: string) => (line.startsWith('*') ? path.endsWith(line.slice(1)) : line.includes('/') ? relative(root, path) === line : basename(path) === line);
  return (path) => basename(path) === '.git' || lines.some((line) => isIgnored(path, line));
}

/** Copies the sources into a new folder of mode 0700. Not by git, which need not be where `npm test` runs. */
export function freshCheckout(): FreshCheckout {
  const folder = mkdtempSync(join(tmpdir(), 'parley-fresh-'));
  const root = baseFolder();
  const ignored = ignoring(root);
  cpSync(root, folder, { recursive: true, filter: (path) => !ignored(path) });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What `npm test` and jest add to the environment: settings of theirs, and where this tree's own packages lie. */
const OURS = /^(PARLEY_|DATABASE_URL$|PG|TEST_|JEST_|NODE_(ENV|OPTIONS|PATH)$|INIT_CWD$|npm_(?!config_)|npm_config_(local_|global_)?prefix$)/;

/** The environment of this machine without ours: its own Node and npm, and how npm finds its registry. */
export function machineEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !OURS.test(entry[0]));
  const PATH = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules')).join(delimiter);
  return { ...Object.fromEntries(entries), PATH };
}
