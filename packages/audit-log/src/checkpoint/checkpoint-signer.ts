import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { AuditFault } from '../audit-fault.js';
import { verifierKey, type VerifierKey } from './verifier-key.js';

/** Signs for the log. The key may rest anywhere the database's superuser cannot reach: a file, a token, a key service. */
export interface CheckpointSigner {
  /** By which its signatures are verified. */
  readonly key: VerifierKey;
  /** The Ed25519 signature of a message, 64 bytes (RFC 8032). */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** Looks whether its key was rotated meanwhile. */
  refresh?(): Promise<void>;
}

/** A signer that holds its Ed25519 key in memory. Raises AuditFault `malformed_key` for another kind of key. */
export function signerOf(name: string, privateKey: KeyObject): CheckpointSigner {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') throw new AuditFault('malformed_key', 'This is no private key of Ed25519');
  return {
    key: verifierKey(name, createPublicKey(privateKey)),
    sign: (message) => Promise.resolve(sign(null, message, privateKey)),
  };
}
