import { asAccountId, baseFolder, loadSettings, renderEnvExample, type Settings } from '@parley/kernel';
import { initDatabase, migrate } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform';
import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAccount, createKey } from './accounts.js';
import { baseUrl } from './base-url.js';
import { writeCredentials } from './data-dir/credentials.js';
import { DataDir } from './data-dir/data-dir.js';
import { runtimeRole } from './database/prepare.js';
import { withDatabase } from './database/with-database.js';
import { say } from './report.js';
import { StartError } from './start-error.js';
import { up } from './up/up.js';

const show = (value: unknown): void => say(JSON.stringify(value, undefined, 2));

/** A URL that a command cannot do without. */
function required(settings: Settings, key: 'databaseUrl' | 'adminDatabaseUrl'): string {
  const url = settings[key];
  if (url === undefined) throw new StartError(`${key === 'databaseUrl' ? 'DATABASE_URL' : 'PARLEY_ADMIN_DATABASE_URL'} is missing`);
  return url;
}

/** The command line. Commands throw; `main.ts` tells the error in one line. */
export function program(env: NodeJS.ProcessEnv): Command {
  const parley = new Command('parley').description('Runs and administers Parley.').showHelpAfterError();
  const settings = (): Settings => loadSettings(env, { listens: false });

  parley.command('up').description('run database, API and worker until a signal stops them').action(() => up(loadSettings(env), env));

  const db = parley.command('db').description('administer an existing PostgreSQL');
  db.command('init')
    .description('make the runtime role of DATABASE_URL and what it may do, as PARLEY_ADMIN_DATABASE_URL')
    .action(async () => {
      const all = settings();
      await initDatabase(required(all, 'adminDatabaseUrl'), { ...runtimeRole(required(all, 'databaseUrl')), env: all.env });
      say('The database is made.');
    });
  db.command('migrate')
    .description('bring the tables up to date, as PARLEY_ADMIN_DATABASE_URL')
    .action(async () => {
      const ran = await migrate(required(settings(), 'adminDatabaseUrl'), MIGRATIONS);
      say(ran.length === 0 ? 'The tables are up to date.' : ran.join('\n'));
    });

  const accounts = parley.command('accounts').description('administer accounts');
  accounts
    .command('create')
    .description('make an account and show its first key, once')
    .requiredOption('--name <name>', 'what the account is called')
    .action(async ({ name }: { name: string }) => {
      const { id, key } = await withDatabase(settings(), (database) => createAccount(database, name));
      show({ account: { id, displayName: name }, accountKey: key });
    });

  const keys = parley.command('keys').description('administer account keys');
  keys
    .command('create')
    .description('make a key of an account and show its secret, once; also in place of lost credentials')
    .requiredOption('--account <id>', 'the account')
    .option('--name <name>', 'what the key is called', 'Account key')
    .option('--write-credentials', 'in development: also write it to credentials.json')
    .action(async ({ account, name, writeCredentials: write }: { account: string; name: string; writeCredentials?: boolean }) => {
      const all = settings();
      if (write && all.env !== 'development') throw new StartError('--write-credentials is for PARLEY_ENV=development');
      const key = await withDatabase(all, (database) => createKey(database, asAccountId(account), name));
      if (write) writeCredentials(DataDir.open(all.dataDir, all.env), baseUrl(all), key);
      show({ accountKey: key });
    });

  parley
    .command('settings')
    .description('show every setting')
    .option('--write', 'write .env.example in the checkout')
    .action(({ write }: { write?: boolean }) => {
      if (write) writeFileSync(join(baseFolder(), '.env.example'), renderEnvExample());
      else say(renderEnvExample());
    });
  return parley;
}
