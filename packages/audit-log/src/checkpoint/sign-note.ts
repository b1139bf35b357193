import type { CheckpointSigner } from './checkpoint-signer.js';
import { formatNote, parseNote, type NoteSignature } from './signed-note.js';
import type { VerifierKey } from './verifier-key.js';
import { verifyNote } from './verify-note.js';

/** Signs a text, which must end with a newline: the bytes of a signed note (C2SP signed-note). */
export async function signNote(text: string, ...signers: readonly CheckpointSigner[]): Promise<Buffer> {
  const signatures = signers.map(async (signer): Promise<NoteSignature> => {
    const { name, id: keyId } = signer.key;
    return { name, keyId, signature: Buffer.from(await signer.sign(Buffer.from(text))) };
  });
  return formatNote({ text, signatures: await Promise.all(signatures) });
}

/** The text of a signed note that a trusted key signed. Raises AuditFault: `malformed_note`, `bad_signature`, `unknown_signer`. */
export function openNote(note: Uint8Array, trusted: readonly VerifierKey[]): string {
  const signed = parseNote(note);
  verifyNote(signed, trusted);
  return signed.text;
}
