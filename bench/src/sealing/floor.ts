import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

/** The least that sealing can cost here: a value's JSON through node's AES-256-GCM, bound to nothing, under a key that is there. */
export function floor(value: unknown): { seal: () => Buffer; open: () => unknown } {
  const key = createSecretKey(randomBytes(32));
  let turn = 0;
  const seal = (): Buffer => {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(turn++);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  };
  const sealed = seal();
  const open = (): unknown => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 }).setAuthTag(sealed.subarray(-16));
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString());
  };
  return { seal, open };
}
