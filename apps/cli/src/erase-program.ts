import type { Settings } from '@parley/kernel';
import { InvalidArgumentError, type Command } from 'commander';
import type { ListOptions } from './erase-commands.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./erase-commands.js');

interface NowOptions {
  readonly now?: string | true;
  readonly app?: string;
}

function chosen({ now, app }: NowOptions): { id: string } | { appId: string } {
  if (typeof now === 'string' && app === undefined) return { id: now };
  if (now === true && app !== undefined) return { appId: app };
  throw new InvalidArgumentError('say `--now <erasure>` or `--now --app <app>`');
}

/** `parley erase …` */
export function addEraseCommands(parley: Command, settings: () => Settings): void {
  const erase = parley.command('erase').description('what was deleted and waits for the destruction of its keys')
    .option('--now [erasure]', 'does a pending erasure without waiting; with --app all of an app')
    .option('--app <app>', 'with --now')
    .action(async (options: NowOptions) => {
      const which = chosen(options);
      const read = settings();
      await (await commands()).eraseNow(read, which);
    });
  erase
    .command('list')
    .description('show erasures that are open, the last first')
    .option('--of <app>', 'of one app')
    .option('--all', 'also those that are complete or cancelled')
    .option('--json', 'show them as JSON')
    .action(async ({ of, ...options }: ListOptions & { of?: string }) => {
      const read = settings();
      await (await commands()).eraseList(read, { ...options, app: of });
    });
  erase
    .command('cancel <erasure>')
    .description('take a pending erasure back: what was deleted is there again')
    .action(async (id: string) => {
      const read = settings();
      await (await commands()).eraseCancel(read, id);
    });
  erase
    .command('receipt <erasure>')
    .description('show the signed receipt of an erasure that is complete')
    .action(async (id: string) => {
      const read = settings();
      await (await commands()).eraseReceipt(read, id);
    });
  erase
    .command('check <receipt>')
    .description('say whether a receipt holds; needs nothing but the public key')
    .requiredOption('--key <key>', 'the public key of the audit log, or a file with it; may be repeated', (key: string, before: readonly string[] = []) => [...before, key])
    .action(async (path: string, { key }: { key: string[] }) => (await import('./erase-check.js')).eraseCheck(path, key));
}
