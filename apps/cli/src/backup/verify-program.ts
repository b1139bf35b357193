import type { Settings } from '@parley/kernel';
import type { Command } from 'commander';
import type { VerifyCommandOptions } from './verify-commands.js';

/** `parley backup verify` */
export function addVerifyCommand(backup: Command, settings: () => Settings): void {
  backup
    .command('verify')
    .description('read everything that the zones hold, and mend in each what another one has good')
    .option('--zone <name>', 'look at this zone only, and mend nothing')
    .option('--recovery-key', 'read the recovery key from stdin: for when who kept the root key is lost')
    .option('--deep', 'also open every frame under the key of whom its rows belong to')
    .option('--no-repair', 'only say what is wrong')
    .option('--dry-run', 'say how much would be read, and how long that took the last time')
    .option('--json', 'show what was found as JSON')
    .action(async (options: VerifyCommandOptions) => {
      const read = settings();
      // Loaded late, so that a typing error or a wrong setting is told at once.
      await (await import('./verify-commands.js')).backupVerify(read, options);
    });
}
