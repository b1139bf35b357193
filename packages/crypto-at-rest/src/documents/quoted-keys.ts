import { keyIdOf } from '../cells/cell.js';
import type { Subject } from '../keys/subject.js';
import type { StoredDocument } from './document.js';

/** Whose words a document quotes, and which of his keys they rest under; without one where he had nothing to seal. */
export interface QuotedKey {
  readonly subject: Subject;
  readonly keyId?: Buffer;
}

/** Every key that a document's cells rest under, each once, in the order of the references; and who is quoted without a cell. */
export function quotedKeys({ references, cells }: Pick<StoredDocument, 'references' | 'cells'>): QuotedKey[] {
  const keys = new Map<string, QuotedKey>();
  const quoted = references.map(([, subject], index) => ({ subject, keyId: keyIdIn(cells[index]) }));
  const sealed = new Set(quoted.filter(({ keyId }) => keyId).map(({ subject }) => subject));
  for (const { subject, keyId } of quoted) {
    if (keyId) keys.set(`${subject} ${keyId.toString('hex')}`, { subject, keyId });
    else if (!sealed.has(subject)) keys.set(subject, { subject });
  }
  return [...keys.values()];
}

/** Nothing for no cell, and for what is none of a version that is known: it will not open either. */
function keyIdIn(cell: Buffer | null | undefined): Buffer | undefined {
  try {
    return cell ? keyIdOf(cell) : undefined;
  } catch {
    return undefined;
  }
}
