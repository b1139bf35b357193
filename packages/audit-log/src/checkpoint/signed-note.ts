import { AuditFault } from '../audit-fault.js';
import { fromBase64 } from './base64.js';
import { isKeyName } from './key-name.js';
import { KEY_ID_BYTES } from './verifier-key.js';

/** Bounds of what is read: 16 signatures must be accepted, each may have 5 kB (C2SP signed-note, "Format"). */
const [MAX_BYTES, MAX_SIGNATURES] = [1_000_000, 100];

/** One line under a note: who says to have signed it, not verified. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Buffer;
  readonly signature: Buffer;
}

/** A text and the signatures under it (C2SP signed-note), not verified. */
export interface SignedNote {
  /** With its last newline: what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const malformed = (why: string): AuditFault => new AuditFault('malformed_note', `This is no signed note: ${why}`);

function parseSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) throw malformed('a line under it is no signature');
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** The text of UTF-8; nothing for bytes that are not. A byte order mark stays, so that the signed bytes do. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a signed note strictly (C2SP signed-note, "Format"). Raises AuditFault `malformed_note`. Verifies nothing. */
export function parseNote(note: Uint8Array): SignedNote {
  if (note.length > MAX_BYTES) throw malformed('it is too long');
  const whole = decoded(note);
  if (whole === undefined || [...whole].some((char) => char < ' ' && char !== '\n')) throw malformed('it is not plain UTF-8');
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n')) throw malformed('no signatures stand under an empty line');
  const lines = whole.slice(end + 2).split('\n').slice(0, -1);
  if (lines.length === 0 || lines.length > MAX_SIGNATURES) throw malformed(`it has ${lines.length} signatures`);
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

/** Writes a signed note. The text must end with a newline. */
export function formatNote({ text, signatures }: SignedNote): Buffer {
  const lines = signatures.map(({ name, keyId, signature }) => `\u2014 ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`);
  return Buffer.from(`${text}\n${lines.join('')}`);
}
