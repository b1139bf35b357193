import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { machineEnvironment } from './fresh-checkout.js';

/** The checkout's root, where the README's lines are typed. */
export const ROOT = join(import.meta.dirname, '../../../../..');
const MAIN = join(ROOT, 'apps/cli/dist/main.js');

const SECTION = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n## Run it your way\n')[1]?.split('\n## ')[0] ?? '';
const [DATABASE_BLOCK = [], APPS_BLOCK = []] = [...SECTION.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block.trim().split('\n'));

/** The commands for the database in the README's order, by `parley` itself instead of the npm script that builds it first. */
export const databaseCommands = (): string[] =>
  DATABASE_BLOCK.filter((line) => line.startsWith('npm run parley -- ')).map((line) => line.replace('npm run parley --', `'${process.execPath}' '${MAIN}'`));

/** The lines that start apps, in the README's order; `portFor` gives the port that takes the place of each one named there. */
export const appLines = (portFor: (documented: string) => number): string[] =>
  APPS_BLOCK.filter((line) => line.includes('pnpm --filter ')).map((line) => line.replace(/(?<=PORT=)\d+/g, (documented) => String(portFor(documented))));

/** The variables that both blocks export, and the README's word for each. */
export const exported = (): string[] => [...new Set([...DATABASE_BLOCK, ...APPS_BLOCK].filter((line) => line.startsWith('export ')).flatMap((line) => line.match(/\b[A-Z_]+(?==)/g) ?? []))];

/** The machine's own environment with pnpm in it, as the README says for who has none: npx brings it. */
export async function withPnpm(): Promise<Record<string, string>> {
  const pnpm = /npx (pnpm@[\d.]+)/.exec(SECTION)?.[1] ?? '';
  const env = machineEnvironment();
  // Elsewhere than in the checkout, whose own programs npx would put before the machine's.
  const { stdout: PATH } = await promisify(execFile)('npx', ['-y', '-p', pnpm, '-c', 'printf %s "$PATH"'], { cwd: tmpdir(), env });
  return { ...env, PATH };
}
