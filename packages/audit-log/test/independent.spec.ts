import { describe, expect, it } from '@jest/globals';
import { checkProof, consistencyProof, formatVerifierKey, isConsistent, leafHash, makeProof, openCheckpoint, parseVerifierKey, type LeafReader } from '../src/index.js';
import { leaf, mth, path, proof as consistency, rootsByProof } from './independent/merkle.js';
import { checkpoint, notary, proved } from './independent/note.js';
import { checkpointOver, entriesOf, ORIGIN, reader, signer } from './support/log.js';
import { withSeed } from './support/random.js';

const vkey = formatVerifierKey(signer.key);
const entries = entriesOf(60);
const leaves = entries.map(leaf);

describe('an implementation that shares nothing with this one', () => {
  it('believes its checkpoints, proofs and consistency', () =>
    withSeed(async (random) => {
      for (let run = 0; run < 60; run += 1) {
        const size = 1 + random.below(entries.length);
        const index = random.below(size);
        const note = await checkpointOver(entries.slice(0, size));
        expect(checkpoint(note.toString(), vkey)).toEqual({ origin: `${ORIGIN}/1`, size, root: mth(leaves.slice(0, size)) });
        const proof = await makeProof(entries[index]!, index, note, reader(entries), [signer.key]);
        expect(proved(proof.toString(), vkey)).toEqual(entries[index]);
        const first = 1 + random.below(size);
        const roots = [mth(leaves.slice(0, first)), mth(leaves.slice(0, size))] as const;
        expect(rootsByProof(roots[0], first, size, await consistencyProof(reader(entries), first, size))).toEqual(roots);
      }
    }));

  it('is believed with its own', () =>
    withSeed((random) => {
      const { vkey: theirs, signed } = notary('other.example/log', random.bytes(32));
      const key = parseVerifierKey(theirs);
      expect(formatVerifierKey(key)).toBe(theirs);
      for (let run = 0; run < 60; run += 1) {
        const size = 1 + random.below(entries.length);
        const [index, first] = [random.below(size), 1 + random.below(size)];
        const root = mth(leaves.slice(0, size));
        const note = signed(`other.example/log/3\n${size}\n${root.toString('base64')}\n`);
        expect(openCheckpoint(Buffer.from(note), [key])).toMatchObject({ size, root });
        const text = ['c2sp.org/tlog-proof@v1', `extra ${entries[index]!.toString('base64')}`, `index ${index}`, ...path(index, leaves.slice(0, size)).map((hash) => hash.toString('base64')), '', note].join('\n');
        expect(checkProof(Buffer.from(text), [key])).toMatchObject({ entry: entries[index], tree: 3, index });
        expect(isConsistent({ size: first, root: mth(leaves.slice(0, first)) }, { size, root }, consistency(first, leaves.slice(0, size)))).toBe(true);
      }
    }));
});

describe('a proof', () => {
  const read: LeafReader = (from, to) => Promise.resolve(entries.slice(from, to).map(leafHash));
  const made = async () => makeProof(entries[7]!, 7, await checkpointOver(entries), read, [signer.key]);

  it('does not hold with any of its bytes changed, nor cut short', () =>
    withSeed(async (random) => {
      const proof = await made();
      for (let at = 0; at < proof.length; at += 1) {
        const changed = Buffer.from(proof);
        changed[at]! ^= 1 << random.below(8);
        expect(() => checkProof(changed, [signer.key])).toThrow(expect.objectContaining({ name: 'AuditFault' }));
      }
      for (let run = 0; run < 50; run += 1) expect(() => checkProof(proof.subarray(0, random.below(proof.length)), [signer.key])).toThrow(expect.objectContaining({ name: 'AuditFault' }));
    }));

  it('is of the log that its key is of', async () => {
    const { vkey: theirs, signed } = notary('other.example/log', Buffer.alloc(32, 1));
    const proof = (await made()).toString();
    const text = (await checkpointOver(entries)).toString().split('\n\n')[0]!;
    const resigned = proof.replace(/\n\n[^]*$/, `\n\n${signed(`${text}\n`)}`);
    expect(() => checkProof(Buffer.from(resigned), [parseVerifierKey(theirs)])).toThrow(expect.objectContaining({ code: 'wrong_origin' }));
    expect(() => checkProof(Buffer.from(proof), [parseVerifierKey(theirs)])).toThrow(expect.objectContaining({ code: 'unknown_signer' }));
  });

  it('is not made of an entry that is not in the tree, nor under a checkpoint that does not reach it', async () => {
    const note = await checkpointOver(entries.slice(0, 5));
    await expect(makeProof(entries[7]!, 7, note, read, [signer.key])).rejects.toMatchObject({ code: 'out_of_range' });
    await expect(makeProof(entries[6]!, 3, note, read, [signer.key])).rejects.toMatchObject({ code: 'not_included' });
  });
});
