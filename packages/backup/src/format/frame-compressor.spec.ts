import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { decompress } from './compression.js';
import { FrameCompressor } from './frame-compressor.js';
import { letGo } from './let-go.js';

describe('a compressor of frames', () => {
  it('answers each piece with its own frame, whatever their sizes and however many wait', async () => {
    const compressor = new FrameCompressor(2);
    const pieces = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? Buffer.alloc(40_000 * n + 1, n) : randomBytes((n * 7919) % 600_000 + 1)));
    pieces.push(randomBytes(5_000_000), Buffer.of(1));
    const frames = await Promise.all(pieces.map(async (piece) => Buffer.from(await compressor.compress(piece))));
    for (const [n, frame] of frames.entries()) expect((await decompress(frame)).equals(pieces[n]!)).toBe(true);
    expect(frames[3]!.length).toBeLessThan(200);
    compressor.close();
  });

  it('rejects what comes or waits when it is closed', async () => {
    const compressor = new FrameCompressor(1);
    const waiting = [1, 2, 3].map(() => compressor.compress(randomBytes(4_000_000)));
    const ends = Promise.allSettled(waiting);
    compressor.close();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(compressor.compress(Buffer.of(1))).rejects.toThrow();
  });
});

it('memory is let go where it is one buffer\'s alone, and left where others share it', () => {
  const [alone, shared] = [Buffer.allocUnsafeSlow(100_000), Buffer.allocUnsafeSlow(100_000)];
  const part = shared.subarray(0, 10);
  letGo(alone);
  letGo(part);
  expect([alone.length, alone.buffer.byteLength]).toEqual([0, 0]);
  expect([part.length, shared.length]).toEqual([10, 100_000]);
});
