import { verify } from 'node:crypto';
import { AuditFault } from '../audit-fault.js';
import type { SignedNote } from './signed-note.js';
import type { VerifierKey } from './verifier-key.js';

/**
 * Says which of the trusted keys signed a note. Signatures of other keys are ignored. Raises AuditFault `bad_signature` when
 * one that names a trusted key is not its own, `unknown_signer` when none does (C2SP signed-note, "Signatures").
 */
export function verifyNote({ text, signatures }: SignedNote, trusted: readonly VerifierKey[]): VerifierKey[] {
  const message = Buffer.from(text);
  const signers = trusted.filter((key) => {
    const own = signatures.filter(({ name, keyId }) => name === key.name && keyId.equals(key.id));
    if (!own.every(({ signature }) => verify(null, message, key.publicKey, signature))) throw new AuditFault('bad_signature', 'A signature under this note is false');
    return own.length > 0;
  });
  if (signers.length === 0) throw new AuditFault('unknown_signer', 'This note is signed by no key that is trusted');
  return signers;
}
