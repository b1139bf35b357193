import type { Settings } from '@parley/kernel';
import type { Command } from 'commander';
import type { ProveOptions, VerifyOptions } from './audit-commands.js';

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
    .command('key')
    .description('show the public key of PARLEY_AUDIT_KEY_FILE')
    .option('--create', 'make the key first, where nothing was signed yet')
    .action(async (options: { create?: boolean }) => {
      const read = settings();
      await (await commands()).auditKey(read, options);
    });
}
