import { AuditFault } from '@parley/audit-log';
import { openReceipt } from '@parley/erasure';
import { contentOf, givenKeys } from './audit-keys.js';
import { say } from './report.js';
import { StartError } from './start-error.js';

/** `parley erase check`: needs the receipt and the public key of the audit log, and nothing of the installation. */
export function eraseCheck(path: string, keys: readonly string[]): void {
  const trusted = givenKeys(keys);
  try {
    const lines = openReceipt(contentOf(path), trusted);
    say(`The receipt holds: signed by ${trusted[0]?.name}.\n${lines.join('\n')}`);
  } catch (error) {
    if (error instanceof AuditFault) throw new StartError(`The receipt does not hold: ${error.message}`, { cause: error });
    throw error;
  }
}
