import type { Settings } from '@parley/kernel';
import type { Command } from 'commander';
import type { ShowOptions } from './backup-commands.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./drill-commands.js');

/** `parley backup drill` and `parley backup drills` */
export function addDrillCommands(backup: Command, settings: () => Settings): void {
  backup
    .command('drill')
    .description('have a random moment restored out of one zone for practice, and wait for it')
    .option('--json', 'show the report as JSON')
    .action(async (options: ShowOptions) => {
      const read = settings();
      await (await commands()).backupDrill(read, options);
    });
  backup
    .command('drills')
    .description('show the signed reports of drills, as the zones have them')
    .option('--zone <name>', 'read this zone only')
    .option('--json', 'show them as JSON')
    .action(async (options: ShowOptions & { zone?: string }) => {
      const read = settings();
      await (await commands()).backupDrills(read, options);
    });
}
