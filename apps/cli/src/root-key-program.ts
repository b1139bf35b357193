import type { Settings } from '@parley/kernel';
import { Option, type Command } from 'commander';
import type { MigrateOptions, RestoreOptions } from './root-key-commands.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./root-key-commands.js');

/** `parley keys …` about the root key. */
export function addRootKeyCommands(keys: Command, settings: () => Settings): void {
  keys
    .command('init')
    .description('make the root key of a database that a version before root keys filled')
    .action(async () => {
      const all = settings();
      await (await commands()).keysInit(all);
    });
  keys
    .command('migrate')
    .description('wrap the root key for another provider, live')
    .addOption(new Option('--to <provider>', 'who shall keep it').choices(['file', 'aws-kms', 'pkcs11']).makeOptionMandatory())
    .option('--key-file <path>', 'with --to file: another file than PARLEY_ROOT_KEY_FILE')
    .option('--remove-old', 'then nobody else opens it but recovery keys')
    .action(async (options: MigrateOptions) => {
      const all = settings();
      await (await commands()).keysMigrate(all, options);
    });

  const recovery = keys.command('recovery').description('an offline key that opens the root key when its provider is lost');
  recovery
    .command('create')
    .description('make a recovery key and show it, once')
    .option('--replace', 'recovery keys made before open nothing any more')
    .action(async (options: { replace?: boolean }) => {
      const all = settings();
      await (await commands()).recoveryCreate(all, options);
    });
  recovery
    .command('check')
    .description('read a recovery key from stdin and say whether it opens the root key')
    .action(async () => {
      const all = settings();
      await (await commands()).recoveryCheck(all);
    });
  recovery
    .command('restore')
    .description('read a recovery key from stdin and make a key file that opens the root key')
    .requiredOption('--to <path>', 'the key file, made unless it is there')
    .option('--remove-old', 'then nobody else opens it but recovery keys')
    .action(async (options: RestoreOptions) => {
      const all = settings();
      await (await commands()).recoveryRestore(all, options);
    });
}
