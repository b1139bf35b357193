import { AuditFault } from '../audit-fault.js';
import { HASH_BYTES } from '../tree/hashes.js';
import { fromBase64 } from './base64.js';
import type { CheckpointSigner } from './checkpoint-signer.js';
import { openNote, signNote } from './sign-note.js';
import type { VerifierKey } from './verifier-key.js';

/** What the log says of itself at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Names the tree; see `treeOrigin`. */
  readonly origin: string;
  /** Entries that it covers. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
  /** Further lines, which mean nothing here. */
  readonly extensions: readonly string[];
}

const malformed = (why: string): AuditFault => new AuditFault('malformed_checkpoint', `This is no checkpoint: ${why}`);

/** The text that is signed (C2SP tlog-checkpoint, "Note text"). Raises AuditFault `malformed_checkpoint` for what has no such text. */
export function checkpointText({ origin, size, root, extensions }: Checkpoint): string {
  const text = `${[origin, String(size), root.toString('base64'), ...extensions].join('\n')}\n`;
  parseCheckpointText(text);
  return text;
}

/** Reads the text of a checkpoint strictly. Raises AuditFault `malformed_checkpoint`. */
export function parseCheckpointText(text: string): Checkpoint {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) throw malformed('it has not three lines');
  const [origin = '', digits = '', encoded = '', ...extensions] = lines;
  const size = /^(0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw malformed('its second line is no size');
  const root = fromBase64(encoded);
  if (root?.length !== HASH_BYTES) throw malformed('its third line is no root');
  return { origin, size, root, extensions };
}

/** Signs a checkpoint: the bytes of a signed note. Raises AuditFault `malformed_checkpoint`. */
export async function signCheckpoint(checkpoint: Checkpoint, ...signers: readonly CheckpointSigner[]): Promise<Buffer> {
  return signNote(checkpointText(checkpoint), ...signers);
}

/**
 * Reads a signed checkpoint and verifies it. Raises AuditFault: `malformed_note`, `malformed_checkpoint`, `bad_signature`, or
 * `unknown_signer` when no trusted key signed it.
 */
export function openCheckpoint(note: Uint8Array, trusted: readonly VerifierKey[]): Checkpoint {
  return parseCheckpointText(openNote(note, trusted));
}
