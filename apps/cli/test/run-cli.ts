import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** The command line, built. */
export const MAIN = join(import.meta.dirname, '../dist/main.js');

/** Runs one command of the command line to its end, with these variables and no others of Parley's; `input` is what it reads. */
export async function runCli(args: readonly string[], settings: Readonly<Record<string, string>>, input = ''): Promise<{ code: number | null; out: string; err: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH, HOME, ...settings }, stdio: ['pipe', 'pipe', 'pipe'] });
  // Most read nothing, and may have ended before it is written.
  child.stdin.on('error', () => undefined).end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
  return { code, out, err };
}
