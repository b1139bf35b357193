/**
 * RFC 6962, section 2.1, written down as its formulas stand, for trees in memory. Shares nothing with src, so that each
 * can be held against the other.
 */
import { createHash } from 'node:crypto';

const sha256 = (...parts: Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const node = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.of(1), left, right);
export const leaf = (entry: Uint8Array): Buffer => sha256(Buffer.of(0), entry);

/** k of the RFC: the largest power of two smaller than n. */
const k = (n: number): number => (n <= 2 ? 1 : 2 * k(Math.ceil(n / 2)));

/** MTH, over hashes of leaves. */
export function mth(d: readonly Uint8Array[]): Buffer {
  if (d.length === 0) return sha256();
  if (d.length === 1) return Buffer.from(d[0]!);
  return node(mth(d.slice(0, k(d.length))), mth(d.slice(k(d.length))));
}

/** PATH(m, D[n]). */
export function path(m: number, d: readonly Uint8Array[]): Buffer[] {
  if (d.length === 1) return [];
  const [left, right] = [d.slice(0, k(d.length)), d.slice(k(d.length))];
  return m < left.length ? [...path(m, left), mth(right)] : [...path(m - left.length, right), mth(left)];
}

/** PROOF(m, D[n]), for 0 < m <= n. */
export function proof(m: number, d: readonly Uint8Array[], b = true): Buffer[] {
  if (m === d.length) return b ? [] : [mth(d)];
  const [left, right] = [d.slice(0, k(d.length)), d.slice(k(d.length))];
  return m <= left.length ? [...proof(m, left, b), mth(right)] : [...proof(m - left.length, right, false), mth(left)];
}

/** The root that a path leads to; nothing when the path has not the length that m and n demand. */
export function rootByPath(hash: Uint8Array, m: number, n: number, hashes: readonly Uint8Array[]): Buffer | undefined {
  if (n === 1) return hashes.length === 0 && m === 0 ? Buffer.from(hash) : undefined;
  const [rest, last] = [hashes.slice(0, -1), hashes.at(-1)];
  if (last === undefined) return undefined;
  const below = m < k(n) ? rootByPath(hash, m, k(n), rest) : rootByPath(hash, m - k(n), n - k(n), rest);
  return below && (m < k(n) ? node(below, last) : node(last, below));
}

/** The two roots, of m and of n leaves, that a proof leads to when the older is believed. */
export function rootsByProof(older: Uint8Array, m: number, n: number, hashes: readonly Uint8Array[], b = true): [Buffer, Buffer] | undefined {
  if (m === n) {
    const only = b ? older : hashes[0];
    return only === undefined || hashes.length !== (b ? 0 : 1) ? undefined : [Buffer.from(only), Buffer.from(only)];
  }
  const [rest, last] = [hashes.slice(0, -1), hashes.at(-1)];
  if (last === undefined) return undefined;
  if (m <= k(n)) {
    const left = rootsByProof(older, m, k(n), rest, b);
    return left && [left[0], node(left[1], last)];
  }
  const right = rootsByProof(older, m - k(n), n - k(n), rest, false);
  return right && [node(last, right[0]), node(last, right[1])];
}
