import { createHash } from 'node:crypto';
import { VendorFault } from './vendor-fault.js';

/** The same bytes. Raises VendorFault (media_error) at their end where they are not those of the hash: what was made of them is to be thrown away. */
export async function* hashed(bytes: AsyncIterable<Buffer>, sha256: Buffer): AsyncIterable<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  if (!hash.digest().equals(sha256)) throw new VendorFault('media_error', 'hash_mismatch');
}
