import { AuditFault, openNote, signNote, type CheckpointSigner, type VerifierKey } from '@parley/audit-log';
import type { Erasure } from './erasure.js';

/** The first line of every receipt: what is signed under it can be taken for nothing else that the same key signs. */
const TITLE = 'parley erasure receipt v1';

/** What a receipt says. */
export type Receipted = Pick<Erasure, 'id' | 'appId' | 'kind' | 'targetId' | 'requestedAt' | 'keys' | 'counts'> & {
  readonly destroyedAt: Date;
  readonly completedAt: Date;
};

/** The text of a receipt: a line for each fact, then one for each key. Ids, times and counts only. */
export function receiptText({ id, appId, kind, targetId, requestedAt, destroyedAt, completedAt, keys, counts }: Receipted): string {
  const counted = Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const lines = [
    TITLE,
    `erasure ${id}`,
    `app ${appId}`,
    `erased ${kind} ${targetId}`,
    `requested ${requestedAt.toISOString()}`,
    `completed ${completedAt.toISOString()}`,
    `no copy of the database that was made before ${destroyedAt.toISOString()} opens it`,
    ...counted.map(([what, count]) => `removed ${what} ${count}`),
    ...keys.map(({ subject, generation, keyId }) => `destroyed key ${subject} ${generation} ${keyId ?? 'unreadable'}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Signs a receipt: a C2SP signed note, under the key that signs the audit log's checkpoints. */
export const signReceipt = async (receipted: Receipted, signer: CheckpointSigner): Promise<string> =>
  (await signNote(receiptText(receipted), signer)).toString();

/**
 * Verifies a receipt and answers its lines. Raises AuditFault: `malformed_note`, also for a note that is no receipt,
 * `bad_signature`, `unknown_signer`.
 */
export function openReceipt(note: Uint8Array, trusted: readonly VerifierKey[]): string[] {
  const [title, ...lines] = openNote(note, trusted).trimEnd().split('\n');
  if (title !== TITLE) throw new AuditFault('malformed_note', 'This note is no receipt of an erasure');
  return lines;
}
