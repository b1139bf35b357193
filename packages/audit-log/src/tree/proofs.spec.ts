import { describe, expect, it } from '@jest/globals';
import * as independent from '../../test/independent/merkle.js';
import { withSeed } from '../../test/support/random.js';
import { consistencyProof, isConsistent } from './consistency-proof.js';
import { leafHash } from './hashes.js';
import { includes, inclusionProof } from './inclusion-proof.js';
import { TreeHead } from './tree-head.js';

const SIZES = 22;
const LEAVES = Array.from({ length: SIZES }, (_, index) => leafHash(Buffer.from(`entry ${index}`)));
const ROOTS = Array.from({ length: SIZES + 1 }, (_, size) => independent.mth(LEAVES.slice(0, size)));
const read = (from: number, to: number) => Promise.resolve(LEAVES.slice(from, to));
const pairs = Array.from({ length: SIZES }, (_, index) => Array.from({ length: SIZES - index }, (_, more) => [index, index + 1 + more] as const)).flat();
const several = pairs.filter(([, size]) => size > 1);
const nonEmpty = pairs.filter(([first]) => first > 0);

describe('proofs, held against the formulas of RFC 6962', () => {
  it('says the same roots, also when its state is saved and read at every size', () => {
    let head = TreeHead.empty();
    for (const [index, leaf] of LEAVES.entries()) {
      head.append(leaf);
      head = TreeHead.fromBytes(head.toBytes());
      expect(head.root()).toEqual(ROOTS[index + 1]);
      expect(head.size).toBe(index + 1);
    }
  });

  it('proves every leaf of every tree in the same words, and each believes the other', async () => {
    for (const [index, size] of pairs) {
      const proof = await inclusionProof(read, index, size);
      expect(proof).toEqual(independent.path(index, LEAVES.slice(0, size)));
      expect(includes(LEAVES[index]!, index, { size, root: ROOTS[size]! }, proof)).toBe(true);
      expect(independent.rootByPath(LEAVES[index]!, index, size, proof)).toEqual(ROOTS[size]);
    }
  });

  it('proves the consistency of any two trees in the same words, and each believes the other', async () => {
    for (const [index, second] of pairs) {
      const first = index + 1;
      const proof = await consistencyProof(read, first, second);
      expect(proof).toEqual(independent.proof(first, LEAVES.slice(0, second)));
      expect(isConsistent({ size: first, root: ROOTS[first]! }, { size: second, root: ROOTS[second]! }, proof)).toBe(true);
      expect(independent.rootsByProof(ROOTS[first]!, first, second, proof)).toEqual([ROOTS[first], ROOTS[second]]);
    }
  });

  it('takes the tree without leaves for the beginning of every tree', async () => {
    expect(await consistencyProof(read, 0, 7)).toEqual([]);
    expect(isConsistent({ size: 0, root: ROOTS[0]! }, { size: 7, root: ROOTS[7]! }, [])).toBe(true);
  });

  it('believes no proof in which a bit, a hash, the index or a size is another', () =>
    withSeed(async (random) => {
      for (let round = 0; round < 100; round += 1) {
        const [index, size] = random.pick(several);
        const proof = await inclusionProof(read, index, size);
        const other = proof.map((hash) => Buffer.from(hash));
        other[random.below(other.length)]![random.below(32)]! ^= 1 << random.below(8);
        const tree = { size, root: ROOTS[size]! };
        expect(includes(LEAVES[index]!, index, tree, other)).toBe(false);
        expect(includes(LEAVES[index]!, index, tree, proof.slice(1))).toBe(false);
        expect(includes(LEAVES[index]!, index, tree, [...proof, ROOTS[1]!])).toBe(false);
        expect(includes(LEAVES[index]!, (index + 1 + random.below(size - 1)) % size, tree, proof)).toBe(false);
        expect(includes(random.bytes(32), index, tree, proof)).toBe(false);
        expect(includes(LEAVES[index]!, size, tree, proof)).toBe(false);
      }
    }));

  it('believes no consistency proof in which a bit, a hash or a root is another', () =>
    withSeed(async (random) => {
      for (let round = 0; round < 100; round += 1) {
        const [first, second] = random.pick(nonEmpty);
        const proof = await consistencyProof(read, first, second);
        const [older, newer] = [{ size: first, root: ROOTS[first]! }, { size: second, root: ROOTS[second]! }];
        const other = proof.map((hash) => Buffer.from(hash));
        other[random.below(other.length)]![random.below(32)]! ^= 1 << random.below(8);
        expect(isConsistent(older, newer, other)).toBe(false);
        expect(isConsistent(older, newer, proof.slice(1))).toBe(false);
        expect(isConsistent(older, newer, [...proof, ROOTS[1]!])).toBe(false);
        expect(isConsistent({ ...older, root: random.bytes(32) }, newer, proof)).toBe(false);
        expect(isConsistent(older, { ...newer, root: random.bytes(32) }, proof)).toBe(false);
        expect(isConsistent(newer, older, proof)).toBe(false);
      }
    }));

  it('refuses a state that it did not write, leaves that are not there, and a reader that has too few', async () => {
    for (const state of [Buffer.alloc(0), Buffer.alloc(7), Buffer.alloc(9), Buffer.from('ffffffffffffffff', 'hex'), Buffer.from('0000000000000003', 'hex')]) {
      expect(() => TreeHead.fromBytes(state)).toThrow('no saved state');
    }
    await expect(inclusionProof(read, 5, 5)).rejects.toMatchObject({ code: 'out_of_range' });
    await expect(consistencyProof(read, 6, 5)).rejects.toMatchObject({ code: 'out_of_range' });
    await expect(inclusionProof(read, 0, SIZES + 1)).rejects.toMatchObject({ code: 'out_of_range' });
  });
});
