import { describe, expect, it } from '@jest/globals';
import { NONCE_BYTES, writeNonce } from './nonces.js';

describe('nonces', () => {
  it('are never handed out twice, however often chance is drawn anew, and are written where they belong only', () => {
    const seen = new Set<string>();
    for (let count = 0; count < 2_000; count += 1) {
      const into = Buffer.alloc(NONCE_BYTES + 4);
      writeNonce(into, 2);
      expect([into.readUInt16BE(0), into.readUInt16BE(NONCE_BYTES + 2)]).toEqual([0, 0]);
      seen.add(into.toString('hex'));
    }
    expect(seen.size).toBe(2_000);
  });

  it('differ in each byte', () => {
    const all = Array.from({ length: 300 }, () => {
      const into = Buffer.alloc(NONCE_BYTES);
      writeNonce(into, 0);
      return into;
    });
    for (let byte = 0; byte < NONCE_BYTES; byte += 1) expect(new Set(all.map((nonce) => nonce[byte])).size).toBeGreaterThan(100);
  });
});
