import type { Settings } from '@parley/kernel';
import { Option, type Command } from 'commander';
import type { ShowOptions } from './backup-commands.js';
import type { DrillOptions } from './drill-commands.js';
import { moment } from './moment.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./drill-commands.js');

/** `parley backup drill`, and the lists of reports */
export function addDrillCommands(backup: Command, settings: () => Settings): void {
  backup
    .command('drill')
    .description('have a moment restored out of one zone for practice, and wait for it')
    .option('--zone <name>', 'out of this one, instead of the next in turn')
    .addOption(new Option('--to <time>', 'this moment, instead of a random one').argParser(moment))
    .option('--dry-run', 'say what would be done, and how long the last one took')
    .option('--json', 'show the report as JSON')
    .action(async (options: DrillOptions) => {
      const read = settings();
      await (await commands()).backupDrill(read, options);
    });
  for (const [command, kind] of [['drills', 'drill'], ['verifications', 'verify']] as const) {
    backup
      .command(command)
      .description(`show the signed reports of ${command}, as the zones have them`)
      .option('--zone <name>', 'read this zone only')
      .option('--json', 'show them as JSON')
      .action(async (options: ShowOptions & { zone?: string }) => {
        const read = settings();
        await (await import('./report-list.js')).backupReports(read, kind, options);
      });
  }
}
