import type { Settings } from '@parley/kernel';
import type { Command } from 'commander';
import type { ServiceOptions } from './service-accounts-commands.js';

/** Loaded late, as in program.ts. */
const commands = () => import('./service-accounts-commands.js');

const ACCOUNT = ['--account <id>', 'the account, where there are several'] as const;

/** Adds `parley service-accounts …`. */
export function addServiceAccountCommands(parley: Command, settings: () => Settings): void {
  const group = parley.command('service-accounts').description('administer accounts of programs, whose keys reach only the apps they were granted');
  group
    .command('create')
    .description('make a service account and show its first key, once')
    .requiredOption('--name <name>', 'what it is called')
    .option('--app <id...>', 'apps that it is granted')
    .option(...ACCOUNT)
    .action(async (options: ServiceOptions) => {
      const all = settings();
      await (await commands()).serviceAccountsCreate(all, options);
    });
  group
    .command('list')
    .description('show the service accounts and the apps they were granted')
    .option(...ACCOUNT)
    .action(async (options: ServiceOptions) => {
      const all = settings();
      await (await commands()).serviceAccountsList(all, options);
    });
  group
    .command('key')
    .description('make one more key of a service account and show its secret, once')
    .requiredOption('--service-account <id>', 'whose key')
    .option('--name <name>', 'what the key is called', 'Service account key')
    .option(...ACCOUNT)
    .action(async (options: ServiceOptions) => {
      const all = settings();
      await (await commands()).serviceAccountsKey(all, options);
    });
  for (const [name, description] of [['grant', 'let a service account reach apps'], ['revoke', 'take apps from a service account']] as const) {
    group
      .command(name)
      .description(description)
      .requiredOption('--service-account <id>', 'which')
      .requiredOption('--app <id...>', 'the apps')
      .option(...ACCOUNT)
      .action(async (options: ServiceOptions) => {
        const all = settings();
        await (await commands()).serviceAccountsChange(all, name, options);
      });
  }
  group
    .command('delete')
    .description('remove a service account with its keys; apps that it made stay')
    .requiredOption('--service-account <id>', 'which')
    .option(...ACCOUNT)
    .action(async (options: ServiceOptions) => {
      const all = settings();
      await (await commands()).serviceAccountsDelete(all, options);
    });
}
