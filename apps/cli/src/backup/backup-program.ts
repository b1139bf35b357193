import type { Settings } from '@parley/kernel';
import type { Command } from 'commander';
import type { ShowOptions } from './backup-commands.js';
import type { ListOptions } from './backup-list.js';
import { addDrillCommands } from './drill-program.js';
import { addVerifyCommand } from './verify-program.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./backup-commands.js');

/** `parley backup …` */
export function addBackupCommands(parley: Command, settings: () => Settings): void {
  const backup = parley.command('backup').description('copies of everything, in zones');
  backup
    .command('status')
    .description('show each zone, how old what can be read there is, the last snapshot, the last drill, and what is wrong')
    .option('--json', 'show it as JSON')
    .action(async (options: ShowOptions) => {
      const read = settings();
      await (await import('./backup-status.js')).backupStatus(read, options);
    });
  backup
    .command('now')
    .description('have a snapshot taken, and wait for it')
    .option('--json', 'show what came of it as JSON')
    .option('--dry-run', 'say what would be done, and how long the last one took')
    .action(async (options: ShowOptions & { dryRun?: boolean }) => {
      const read = settings();
      await (await commands()).backupNow(read, options);
    });
  backup
    .command('list')
    .description('show the snapshots that there are and the gaps between them, as the zones say')
    .option('--zone <name>', 'read this zone only')
    .option('--recovery-key', 'read the recovery key from stdin: for when who kept the root key is lost')
    .option('--json', 'show them as JSON')
    .action(async (options: ListOptions) => {
      const read = settings();
      await (await import('./backup-list.js')).backupList(read, options);
    });
  backup
    .command('expire')
    .description('remove out of the zones what nothing needs any more: daily, by who may delete there')
    .option('--json', 'show what came of it as JSON')
    .option('--dry-run', 'say what would be removed')
    .action(async (options: ShowOptions & { dryRun?: boolean }) => {
      const read = settings();
      await (await import('./expire-command.js')).backupExpire(read, options);
    });
  addVerifyCommand(backup, settings);
  addDrillCommands(backup, settings);
}
