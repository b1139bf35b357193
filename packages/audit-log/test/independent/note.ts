/** C2SP signed-note, tlog-checkpoint and tlog-proof, read from their specifications; shares nothing with src. */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { leaf, rootByPath } from './merkle.js';

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** `name+hash+base64` to a name, the four bytes, and a check of a signature. */
export function key(vkey: string) {
  const [name = '', hash = '', ...encoded] = vkey.split('+');
  const material = Buffer.from(encoded.join('+'), 'base64');
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, material.subarray(1)]), format: 'der', type: 'spki' });
  const id = createHash('sha256').update(Buffer.concat([Buffer.from(name), Buffer.of(0x0a), material])).digest('hex').slice(0, 8);
  if (material[0] !== 1 || material.length !== 33 || id !== hash) throw new Error('no key');
  return { name, id, holds: (text: string, signature: Buffer) => verify(null, Buffer.from(text), publicKey, signature) };
}

/** The text of a note when the key signed it; throws otherwise. */
export function open(note: string, vkey: string): string {
  const { name, id, holds } = key(vkey);
  const at = note.lastIndexOf('\n\n');
  const text = note.slice(0, at + 1);
  const own = note.slice(at + 2).split('\n').filter((line) => line.startsWith(`— ${name} `)).map((line) => Buffer.from(line.split(' ')[2]!, 'base64'));
  if (!own.some((bytes) => bytes.toString('hex', 0, 4) === id && holds(text, bytes.subarray(4)))) throw new Error('not signed');
  return text;
}

export function checkpoint(note: string, vkey: string): { origin: string; size: number; root: Buffer } {
  const [origin = '', size = '', root = ''] = open(note, vkey).split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

/** The entry of a proof that holds; throws otherwise. */
export function proved(proof: string, vkey: string): Buffer {
  const at = proof.indexOf('\n\n');
  const [header, extra = '', index = '', ...hashes] = proof.slice(0, at).split('\n');
  const { size, root } = checkpoint(proof.slice(at + 2), vkey);
  const entry = Buffer.from(extra.replace(/^extra /, ''), 'base64');
  const found = rootByPath(leaf(entry), Number(index.replace(/^index /, '')), size, hashes.map((hash) => Buffer.from(hash, 'base64')));
  if (header !== 'c2sp.org/tlog-proof@v1' || !found?.equals(root)) throw new Error('not proved');
  return entry;
}

/** A key of its own, and notes that it signs. */
export function notary(name: string, seed: Buffer) {
  const privateKey = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  const material = Buffer.concat([Buffer.of(1), raw]);
  const id = createHash('sha256').update(`${name}\n`).update(material).digest().subarray(0, 4);
  return {
    vkey: `${name}+${id.toString('hex')}+${material.toString('base64')}`,
    signed: (text: string): string => `${text}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`,
  };
}
