import { AuditFault, openNote, signNote, type CheckpointSigner, type VerifierKey } from '@parley/audit-log';
import { BackupFault } from '../backup-fault.js';

const LENGTH_BYTES = 4;

/** A signed note's length (4 bytes) and the note, whose text names what follows by its hash, and that. */
export async function signObject(signer: CheckpointSigner, text: string, sealed: Buffer): Promise<Buffer> {
  const note = await signNote(text, signer);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(note.length);
  return Buffer.concat([length, note, sealed]);
}

/** Both parts again, once a trusted key has signed the text; whether it names what follows is for who knows it. Raises BackupFault: `malformed`, `unsigned`. */
export function openSigned(name: string, trusted: readonly VerifierKey[], object: Buffer): { readonly text: string; readonly sealed: Buffer } {
  const end = object.length < LENGTH_BYTES ? 0 : LENGTH_BYTES + object.readUInt32BE(0);
  if (end === 0 || end > object.length) throw new BackupFault('malformed', `${name} has no note before it`);
  try {
    return { text: openNote(object.subarray(LENGTH_BYTES, end), trusted), sealed: object.subarray(end) };
  } catch (cause) {
    if (cause instanceof AuditFault) throw new BackupFault('unsigned', `${name} is not signed by a key of the audit log (${cause.code})`, { cause });
    throw cause;
  }
}

/** What the note of an object says before it is believed. */
export const claimedText = (object: Buffer): string => object.toString('latin1', LENGTH_BYTES);
