/**
 * The formats of the README once more, from its words and by Web Crypto only, so that a fault in the sources is not
 * repeated here. Keys, cells and wrapped keys are bytes; texts are JSON.
 */
const { subtle } = globalThis.crypto;
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function hkdf(key: Uint8Array, info: string): Promise<Uint8Array<ArrayBuffer>> {
  const material = await subtle.importKey('raw', join(key), 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) }, material, 256));
}

async function gcm(use: 'encrypt' | 'decrypt', key: Uint8Array, nonce: Uint8Array, additionalData: Uint8Array, text: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await subtle.importKey('raw', join(key), 'AES-GCM', false, [use]);
  return new Uint8Array(await subtle[use]({ name: 'AES-GCM', iv: join(nonce), additionalData: join(additionalData), tagLength: 128 }, imported, join(text)));
}

/** Tenant, table, row, column. */
export type Names = readonly [string, string, string, string];

const named = (header: Uint8Array, names: Names): Uint8Array =>
  join(header, ...names.flatMap((name) => [new Uint8Array([utf8(name).length >> 8, utf8(name).length & 255]), utf8(name)]));

export async function seal(dataKey: Uint8Array, nonce: Uint8Array, names: Names, text: string): Promise<Uint8Array> {
  const header = join(new Uint8Array([1]), await hkdf(dataKey, 'parley key id v1'));
  return join(header, nonce, await gcm('encrypt', await hkdf(dataKey, 'parley cell v1'), nonce, named(header, names), utf8(text)));
}

export async function open(dataKey: Uint8Array, names: Names, cell: Uint8Array): Promise<string> {
  const id = await hkdf(dataKey, 'parley key id v1');
  if (cell[0] !== 1 || id.some((byte, index) => byte !== cell[1 + index])) throw new Error('Not a cell of this key');
  const text = await gcm('decrypt', await hkdf(dataKey, 'parley cell v1'), cell.subarray(33, 45), named(cell.subarray(0, 33), names), cell.subarray(45));
  return new TextDecoder().decode(text);
}

export async function wrap(under: Uint8Array, nonce: Uint8Array, context: readonly string[], key: Uint8Array): Promise<Uint8Array> {
  return join(new Uint8Array([1]), nonce, await gcm('encrypt', under, nonce, utf8(JSON.stringify([1, ...context])), key));
}

export const unwrap = (under: Uint8Array, context: readonly string[], wrapped: Uint8Array): Promise<Uint8Array> =>
  gcm('decrypt', under, wrapped.subarray(1, 13), utf8(JSON.stringify([1, ...context])), wrapped.subarray(13));

export const tenantWrappingKey = (rootKey: Uint8Array): Promise<Uint8Array> => hkdf(rootKey, 'parley tenant wrapping v1');

export const shardKey = (tenantKey: Uint8Array, secret: Uint8Array, tenant: string, shard: string, epoch: number): Promise<Uint8Array> =>
  hkdf(join(tenantKey, secret), JSON.stringify(['parley shard v1', tenant, shard, epoch]));

export async function blindIndex(indexKey: Uint8Array, purpose: string, value: string): Promise<Uint8Array> {
  const key = await subtle.importKey('raw', await hkdf(indexKey, `parley index ${purpose} v1`), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', key, utf8(value)));
}

/** A whole sealed file; the nonce of a segment is its number in eleven bytes, and 1 for the last one or else 0. */
export async function sealFile(key: Uint8Array, names: Names, content: Uint8Array): Promise<Uint8Array> {
  const count = Math.max(1, Math.ceil(content.length / 65536));
  const segments = Array.from({ length: count }, (_, nth) => {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(7, nth);
    nonce[11] = nth === count - 1 ? 1 : 0;
    return gcm('encrypt', key, nonce, named(utf8('parley file v1'), names), content.subarray(nth * 65536, (nth + 1) * 65536));
  });
  return join(...(await Promise.all(segments)));
}
