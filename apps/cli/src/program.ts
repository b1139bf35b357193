import { baseFolder, loadSettings, renderEnvExample, type Settings } from '@parley/kernel';
import { Command, Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addAuditCommands } from './audit-program.js';
import { addBackupCommands } from './backup/backup-program.js';
import { addRestoreCommands } from './backup/restore-program.js';
import type { AccountOptions, KeyOptions } from './commands.js';
import { addEraseCommands } from './erase-program.js';
import { say } from './report.js';
import { addRootKeyCommands } from './root-key-program.js';
import { ROOT_ROTATION } from './rotate/root-rotation.js';
import { addChannelCommands } from './channel-program.js';
import { addWebhookCommands } from './webhook-program.js';
import { addRotateCommand } from './rotate/rotate-program.js';
import { TENANT_ROTATION } from './rotate/tenant-rotation.js';
import { addServiceAccountCommands } from './service-accounts/service-accounts-program.js';
import { up } from './up/up.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./commands.js');

/** The command line. Commands throw; `main.ts` tells the error in one line. */
export function program(env: NodeJS.ProcessEnv): Command {
  const parley = new Command('parley').description('Runs and administers Parley.').showHelpAfterError();
  const settings = (): Settings => loadSettings(env, { listens: false });

  parley.command('up').description('run database, API and worker until a signal stops them').action(() => up(loadSettings(env), env));

  const db = parley.command('db').description('administer an existing PostgreSQL');
  db.command('init')
    .description('make the roles of DATABASE_URL and PARLEY_BACKUP_DATABASE_URL and what they may do, as PARLEY_ADMIN_DATABASE_URL')
    .action(async () => {
      const all = settings();
      await (await commands()).dbInit(all);
    });
  db.command('migrate')
    .description('bring the tables up to date, as PARLEY_ADMIN_DATABASE_URL')
    .action(async () => {
      const all = settings();
      await (await commands()).dbMigrate(all);
    });

  const accounts = parley.command('accounts').description('administer accounts');
  accounts
    .command('create')
    .description('make an account and show its first key, once')
    .requiredOption('--name <name>', 'what the account is called')
    .action(async ({ name }: { name: string }) => {
      const all = settings();
      await (await commands()).accountsCreate(all, name);
    });
  accounts
    .command('list')
    .description('show every account and its settings')
    .action(async () => {
      const all = settings();
      await (await commands()).accountsList(all);
    });
  accounts
    .command('update')
    .description('change what is set for an account')
    .option('--account <id>', 'the account, where there are several')
    .addOption(new Option('--key-secrets-readable <state>', "whether secrets of its apps' keys can be read again").choices(['on', 'off']).makeOptionMandatory())
    .action(async (options: AccountOptions) => {
      const all = settings();
      await (await commands()).accountsUpdate(all, options);
    });

  const keys = parley.command('keys').description('administer account keys, the root key, and keys of apps and accounts');
  addRootKeyCommands(keys, settings);
  // Each kind of key is one of the list.
  addRotateCommand(keys, settings, [ROOT_ROTATION, TENANT_ROTATION]);
  keys
    .command('create')
    .description('make a key of an account and show its secret, once; also in place of lost credentials')
    .option('--account <id>', 'the account, where there are several')
    .option('--name <name>', 'what the key is called', 'Account key')
    .option('--write-credentials', 'in development: also write it to credentials.json')
    .action(async (options: KeyOptions) => {
      const all = settings();
      await (await commands()).keysCreate(all, options);
    });

  addServiceAccountCommands(parley, settings);
  addAuditCommands(parley, settings);
  addBackupCommands(parley, settings);
  addRestoreCommands(parley, settings);
  addEraseCommands(parley, settings);
  addWebhookCommands(parley, settings);
  addChannelCommands(parley, settings);

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
