import { Option } from 'commander';
import type { Rotation } from './rotation.js';

const COMMAND = '--app <id>, --account <id> or --all for keys of apps and accounts';

/** `parley keys rotate --app <id>`, `--account <id>` or `--all`, with `--destroy-old` or without */
export const TENANT_ROTATION: Rotation = {
  options: [
    new Option('--app <id>', 'the key of an app').conflicts(['account', 'all']),
    new Option('--account <id>', 'the key of an account').conflicts('all'),
    new Option('--all', 'the keys of all apps and accounts'),
  ],
  usage: COMMAND,
  asks: ({ app, account, all }) => app !== undefined || account !== undefined || all === true,
  run: async (settings, { app, account, destroyOld }) => {
    const { rotateTenants, destroyOldOfTenants } = await import('./rotate-tenants.js');
    const id = (app ?? account) as string | undefined;
    const of = id === undefined ? undefined : { type: app === undefined ? 'account' as const : 'app' as const, id };
    await (destroyOld === true ? destroyOldOfTenants : rotateTenants)(settings, of);
  },
};
