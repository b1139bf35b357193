import type { Settings } from '@parley/kernel';
import type { Command } from 'commander';
import type { ProveOptions, VerifyOptions } from './audit-commands.js';
import type { RestoredOptions } from './audit-restored.js';

/** Loaded late, so that a typing error or a wrong setting is told at once. */
const commands = () => import('./audit-commands.js');

const KEY = 'a public key of the log, or a file with it';
const all = (key: string, before: readonly string[] = []): string[] => [...before, key];

/** `parley audit …` */
export function addAuditCommands(parley: Command, settings: () => Settings): void {
  const audit = parley.command('audit').description('check the audit log');
  audit
    .command('check <proof>')
    .description('say whether a proof holds; needs nothing but the public key')
    .requiredOption('--key <key>', `${KEY}; may be repeated`, all)
    .action(async (proof: string, { key }: { key: string[] }) => (await import('./audit-check.js')).auditCheck(proof, key));
  audit
    .command('verify')
    .description('recompute the whole log, compare it with the checkpoints outside, and name the first bad entry')
    .option('--key <key>', `${KEY}, in place of PARLEY_AUDIT_KEY_FILE; may be repeated`, all, [])
    .option('--json', 'show the verdict as JSON')
    .action(async (options: VerifyOptions) => {
      const read = settings();
      await (await commands()).auditVerify(read, options);
    });
  audit
    .command('prove <entry>')
    .description('write the proof that an entry, by its id, is in the log')
    .option('--key <key>', `${KEY}, in place of PARLEY_AUDIT_KEY_FILE; may be repeated`, all, [])
    .option('--output <file>', 'where to; <entry>.tlog-proof here when left out')
    .action(async (entry: string, options: ProveOptions) => {
      const read = settings();
      await (await commands()).auditProve(read, entry, options);
    });
  audit
    .command('consistent <checkpoint> <other>')
    .description('say whether two checkpoints, as files, are of one log that only grew; needs the places and no database')
    .option('--key <key>', `${KEY}, in place of PARLEY_AUDIT_KEY_FILE; may be repeated`, all, [])
    .action(async (checkpoint: string, other: string, options: { key: string[] }) => {
      const read = settings();
      await (await commands()).auditConsistent(read, [checkpoint, other], options);
    });
  audit
    .command('restored')
    .description('after a backup was restored: open a new tree whose first entry says so, so that the log goes on')
    .option('--backup <id>', 'which backup it was')
    .action(async (options: RestoredOptions) => {
      const read = settings();
      await (await import('./audit-restored.js')).auditRestored(read, options);
    });
  audit
    .command('key')
    .description('show the public key of PARLEY_AUDIT_KEY_FILE and, after rotations, those before it')
    .option('--create', 'make the key first, where nothing was signed yet')
    .option('--rotate', 'put a new key in its place, live; both sign the checkpoint over the entry that says so')
    .action(async (options: { create?: boolean; rotate?: boolean }) => {
      const read = settings();
      await (await import('./audit-key-commands.js')).auditKey(read, options);
    });
}
