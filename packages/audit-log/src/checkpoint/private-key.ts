import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { AuditFault } from '../audit-fault.js';
import { fromBase64 } from './base64.js';
import { signerOf, type CheckpointSigner } from './checkpoint-signer.js';
import { ED25519 } from './verifier-key.js';

/** What stands before the 32 bytes of a private key of Ed25519 in PKCS#8 (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** A new key of chance, as PKCS#8 in PEM. */
export const newPrivateKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** `PRIVATE+KEY+<name>+<id in hex>+<base64 of type and seed>`, as Go's golang.org/x/mod/sumdb/note writes private keys. */
function signerFromNoteKey(name: string, text: string): CheckpointSigner {
  const [, keyName, id, encoded = ''] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes?.[0] !== ED25519 || bytes.length !== 1 + SEED_BYTES) throw new AuditFault('malformed_key', 'This is no private key of a log');
  const signer = signerOf(name, createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, bytes.subarray(1)]), format: 'der', type: 'pkcs8' }));
  if (keyName !== name) throw new AuditFault('malformed_key', 'This private key has another name than the log');
  if (signer.key.id.toString('hex') !== id) throw new AuditFault('malformed_key', 'The id in this private key is not its own');
  return signer;
}

/** A signer by the text of a private key: PKCS#8 in PEM, or C2SP's `PRIVATE+KEY+…` of that name. Raises AuditFault `malformed_key`. */
export function signerFromText(name: string, text: string): CheckpointSigner {
  if (text.startsWith('PRIVATE+KEY+')) return signerFromNoteKey(name, text.trimEnd());
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (cause) {
    throw new AuditFault('malformed_key', 'This is no private key in PEM', { cause });
  }
  return signerOf(name, key);
}
