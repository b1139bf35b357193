import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { AuditFault } from '../audit-fault.js';
import { fromBase64 } from './base64.js';
import { requireKeyName } from './key-name.js';

/** The byte that stands for Ed25519 in key ids and encoded keys (C2SP signed-note, "Signature types"). */
export const ED25519 = 1;
const PUBLIC_KEY_BYTES = 32;
/** Length in bytes of the id by which a signature names its key. */
export const KEY_ID_BYTES = 4;

/** Who may have signed: an Ed25519 public key, its name, and the short id that its signatures carry. */
export interface VerifierKey {
  readonly name: string;
  /** 4 bytes. */
  readonly id: Buffer;
  readonly publicKey: KeyObject;
}

/** The 32 bytes of an Ed25519 public key (RFC 8032). */
export const rawPublicKey = ({ publicKey }: VerifierKey): Buffer => Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url');

/** Gives a public key its name. Raises AuditFault `malformed_key` unless it is an Ed25519 key and the name can be one. */
export function verifierKey(name: string, publicKey: KeyObject): VerifierKey {
  requireKeyName(name);
  if (publicKey.type !== 'public' || publicKey.asymmetricKeyType !== 'ed25519') throw new AuditFault('malformed_key', 'This is no public key of Ed25519');
  const raw = rawPublicKey({ name, id: Buffer.alloc(0), publicKey });
  const id = createHash('sha256').update(`${name}\n`).update(Buffer.of(ED25519)).update(raw).digest().subarray(0, KEY_ID_BYTES);
  return { name, id, publicKey };
}

/** `<name>+<id in hex>+<base64 of type and key>` (C2SP signed-note, "Verifier keys"). */
export const formatVerifierKey = (key: VerifierKey): string =>
  `${key.name}+${key.id.toString('hex')}+${Buffer.concat([Buffer.of(ED25519), rawPublicKey(key)]).toString('base64')}`;

/** Reads what `formatVerifierKey` writes. Raises AuditFault `malformed_key`, also when the id is not the key's. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (name === undefined || bytes?.[0] !== ED25519 || bytes.length !== 1 + PUBLIC_KEY_BYTES) {
    throw new AuditFault('malformed_key', 'A public key of the log reads <name>+<8 hex digits>+<base64>');
  }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') };
  const key = verifierKey(name, createPublicKey({ key: jwk, format: 'jwk' }));
  if (key.id.toString('hex') !== id) throw new AuditFault('malformed_key', 'The id in this public key is not its own');
  return key;
}
