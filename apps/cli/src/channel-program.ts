import type { Settings } from '@parley/kernel';
import { InvalidArgumentError, type Command } from 'commander';
import type { ParkedOptions, RetryOptions } from './channel-commands.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./channel-commands.js');

function position(text: string): string {
  if (!/^[0-9]{1,18}$/.test(text)) throw new InvalidArgumentError('say the number that parley channels parked shows');
  return text;
}

/** `parley channels …` */
export function addChannelCommands(parley: Command, settings: () => Settings): void {
  const channels = parley.command('channels').description('what channels told and nobody could apply');
  channels
    .command('parked')
    .description('show the events that are parked, and why; not what they say')
    .option('--of <app>', 'of one app')
    .option('--json', 'show them as JSON')
    .action(async (options: ParkedOptions) => {
      const read = settings();
      await (await commands()).channelsParked(read, options);
    });
  channels
    .command('retry')
    .description('try parked events again, in order: one, or all of an integration')
    .option('--event <event>', 'this one', position)
    .option('--integration <integration>', 'all of this integration')
    .action(async (options: RetryOptions) => {
      if ((options.event === undefined) === (options.integration === undefined)) throw new InvalidArgumentError('say --event or --integration');
      const read = settings();
      await (await commands()).channelsRetry(read, options);
    });
}
