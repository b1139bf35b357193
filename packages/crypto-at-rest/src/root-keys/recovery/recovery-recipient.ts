import { createHash } from 'node:crypto';
import { boundTo, type RootKeyContext } from '../root-key-provider.js';

/** Loaded late: only who wraps for a recovery key pays for it. */
const age = () => import('age-encryption');

/** The context's SHA-256, which stands before the root key in the age file. */
export const hashOf = (context: RootKeyContext): Buffer => createHash('sha256').update(boundTo(context)).digest();

/** Wraps for an age recipient (age-encryption.org/v1), whose identity may lie offline. Throws for a text that is none. */
export async function wrapForRecovery(recipient: string, rootKey: Buffer, context: RootKeyContext): Promise<Buffer> {
  const encrypter = new (await age()).Encrypter();
  encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(Buffer.concat([hashOf(context), rootKey])));
}
