import type { Settings } from '@parley/kernel';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AppRestoreOptions } from './app-restore-command.js';
import { moment } from './moment.js';
import type { RestoreOptions } from './planned-restore.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./restore-commands.js');

function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('say the number of a snapshot, as `parley backup list` shows it');
  return Number(text);
}

/** `parley restore …` */
export function addRestoreCommands(parley: Command, settings: () => Settings): void {
  const restore = parley.command('restore').description('make an empty database what the backed up one was at a moment')
    .addOption(new Option('--to <time>', 'the moment, to the second or finer; without it the newest that is there').argParser(moment))
    .option('--snapshot <number>', 'begin with this snapshot instead of the newest before the moment', number)
    .option('--zone <name>', 'read from this zone only')
    .option('--recovery-key', 'read the recovery key from stdin: for when who kept the root key is lost')
    .option('--app <id>', 'one app alone, in the living database: beside it, unless --mode says otherwise')
    .addOption(new Option('--mode <mode>', 'with --app: make it beside what it is now, in its place, or as readable files').choices(['side-by-side', 'replace', 'export']))
    .option('--output <directory>', 'with --mode export: the directory that it makes, for its owner alone')
    .option('--dry-run', 'say what would be done')
    .option('--json', 'show what came of it as JSON')
    .action(async ({ app, mode = 'side-by-side', ...options }: RestoreOptions & Partial<AppRestoreOptions>, command: Command) => {
      if (app === undefined && command.getOptionValueSource('mode') !== undefined) command.error('error: --mode goes with --app');
      const isWritten = mode === 'export' && !options.dryRun;
      if (options.output === undefined ? isWritten : mode !== 'export') command.error('error: --mode export and --output go together');
      const read = settings();
      if (app === undefined) await (await commands()).restore(read, options);
      else await (await import('./app-restore-command.js')).restoreApp(read, { ...options, app, mode });
    });
  restore
    .command('discard')
    .description('drop what --app has made beside an app')
    .requiredOption('--of <app>', 'the app')
    .action(async ({ of: app }: { of: string }) => {
      const read = settings();
      await (await import('./app-restore-command.js')).discardApp(read, app);
    });
  restore
    .command('release')
    .description('let events, deliveries and messages to channels go that a restored database holds')
    .option('--discard', 'drop them instead: their targets have had them')
    .action(async (options: { discard?: boolean }) => {
      const read = settings();
      await (await commands()).release(read, options);
    });
}
