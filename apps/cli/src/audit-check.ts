import { AuditFault, checkProof } from '@parley/audit-log';
import { contentOf, givenKeys } from './audit-keys.js';
import { say } from './report.js';
import { StartError } from './start-error.js';

/** `parley audit check`: needs the proof and the public key, and nothing of the installation. */
export function auditCheck(path: string, keys: readonly string[]): void {
  const trusted = givenKeys(keys);
  try {
    const { entry, tree, index, checkpoint } = checkProof(contentOf(path), trusted);
    say(`The proof holds: entry ${index} of tree ${tree} of ${trusted[0]?.name}, under its checkpoint of ${checkpoint.size} entries.`);
    say(entry.toString());
  } catch (error) {
    if (error instanceof AuditFault) throw new StartError(`The proof does not hold: ${error.message}`, { cause: error });
    throw error;
  }
}
