import type { Settings } from '@parley/kernel';
import { InvalidArgumentError, type Command } from 'commander';
import type { ReplayOptions, WebhookListOptions } from './webhook-commands.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./webhook-commands.js');

function moment(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('say a time such as 2026-11-24T14:00:00Z');
  return at;
}

/** `parley webhooks …` */
export function addWebhookCommands(parley: Command, settings: () => Settings): void {
  const webhooks = parley.command('webhooks').description('how webhooks do, and what could not be delivered');
  webhooks
    .command('list')
    .description('show every webhook: whether it works, fails or is paused, and how many deliveries are dead')
    .option('--of <app>', 'of one app')
    .option('--json', 'show them as JSON')
    .action(async (options: WebhookListOptions) => {
      const read = settings();
      await (await commands()).webhooksList(read, options);
    });
  webhooks
    .command('show <webhook>')
    .description('show the state of a webhook, its first dead deliveries and the last attempts at it, as JSON')
    .option('--event <event>', 'attempts at this event only')
    .action(async (id: string, { event }: { event?: string }) => {
      const read = settings();
      await (await commands()).webhooksShow(read, id, event);
    });
  webhooks
    .command('replay <webhook>')
    .description('send dead deliveries again, in order: one, those of a time, or all')
    .option('--event <event>', 'of this event')
    .option('--from <time>', 'of events that were made then or later', moment)
    .option('--to <time>', 'of events that were made before', moment)
    .option('--all', 'all of them')
    .action(async (id: string, options: ReplayOptions) => {
      const some = options.event !== undefined || options.from !== undefined || options.to !== undefined;
      if (some === (options.all === true)) throw new InvalidArgumentError('say --event, --from or --to, or --all');
      const read = settings();
      await (await commands()).webhooksReplay(read, id, options);
    });
  webhooks
    .command('resume <webhook>')
    .description('end the pause of a webhook: what waits is sent, in order')
    .action(async (id: string) => {
      const read = settings();
      await (await commands()).webhooksResume(read, id);
    });
}
