import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Prints the packages of which a file loads modules before it does anything. */
const LOADED = `
  import { registerHooks } from 'node:module';
  const packages = new Set();
  registerHooks({ resolve: (name, context, next) => {
    const found = next(name, context);
    const [, inNodeModules] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(found.url) ?? [];
    if (inNodeModules) packages.add(inNodeModules);
    return found;
  } });
  await import(process.argv[1]);
  console.log(JSON.stringify([...packages]));`;

async function loadedBy(file: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', LOADED, join(import.meta.dirname, '..', file)]);
  return JSON.parse(stdout) as string[];
}

/** A second of somebody's time, and of the machine's, at each command. */
it.each(['commands.js', 'up/start-database.js', 'backup/restore-commands.js', 'backup/app-restore-command.js'])('The framework and the libraries of the domain are not loaded by %s', async (file) => {
  const loaded = await loadedBy(`dist/${file}`);
  expect(loaded).toContain('pg');
  expect(loaded.filter((name) => /^(@nestjs|typeorm|graphile-worker|rxjs|class-validator|undici|prom-client|@opentelemetry|sanitize-html|html-to-text|postal-mime|email-reply-parser|@aws-sdk|@smithy)/.test(name))).toEqual([]);
}, 60_000);

it('What writes backups is not loaded by a worker before they are on', async () => {
  const loaded = await loadedBy('../worker/dist/create-worker.js');
  expect(loaded).toContain('@nestjs/core');
  expect(loaded).not.toContain('pg-copy-streams');
}, 60_000);
