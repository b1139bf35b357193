import type { webcrypto } from 'node:crypto';

/** Signing by WebCrypto: another way to every digest than the verifiers take, so that a mistake of theirs is not made twice. */
const { subtle } = globalThis.crypto;

type Bytes = string | Uint8Array;

const bytes = (...parts: readonly Bytes[]) => Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? new TextEncoder().encode(part) : part)]));

export async function hmac(hash: 'SHA-1' | 'SHA-256' | 'SHA-512', secret: string, ...parts: readonly Bytes[]): Promise<Buffer> {
  const key = await subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash }, false, ['sign']);
  return Buffer.from(await subtle.sign('HMAC', key, bytes(...parts)));
}

export const digest = async (hash: 'SHA-1' | 'SHA-256', ...parts: readonly Bytes[]): Promise<Buffer> => Buffer.from(await subtle.digest(hash, bytes(...parts)));

/** A new pair of Ed25519 keys: the public one in hex, and what signs with the other. */
export async function ed25519(): Promise<{ publicKey: string; sign: (...parts: readonly Bytes[]) => Promise<Buffer> }> {
  const pair = (await subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  return {
    publicKey: Buffer.from(await subtle.exportKey('raw', pair.publicKey)).toString('hex'),
    sign: async (...parts) => Buffer.from(await subtle.sign('Ed25519', pair.privateKey, bytes(...parts))),
  };
}

/** A token by HS256. */
export async function token(claims: object, secret: string): Promise<string> {
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${(await hmac('SHA-256', secret, signed)).toString('base64url')}`;
}
