import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CryptoFault } from '../crypto-fault.js';
import { newFileKey, openFile, sealFile } from './sealed-file.js';
import { sealedFileSize } from './segment.js';

const OF = { tenant: '5d8cff3cd55b040010928b5b', place: { table: 'attachments', row: '5d8cff3cd55b040010928b5c', column: 'file' } };
const SEALED = 65_552;
const key = newFileKey();

async function* chunks(content: Buffer, size: number) {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}
async function whole(of: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const one of of) all.push(one);
  return Buffer.concat(all);
}
const sealed = (content: Buffer, size = 10_000) => whole(sealFile(key, OF, chunks(content, size)));
const opened = (file: Buffer, size: number, from = 0, to = size, of = OF, by = key) =>
  whole(openFile(by, of, { size, from, to }, (start, end) => chunks(file.subarray(start, end), 7777)));

describe('a sealed file', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('of %i bytes opens to what it was, and has the size that was computed', async (size) => {
    const content = randomBytes(size);
    const file = await sealed(content);
    expect([file.length, (await opened(file, size)).equals(content)]).toEqual([sealedFileSize(size), true]);
  });

  it('is the same however its content came in', async () => {
    const content = randomBytes(150_000);
    expect((await sealed(content, 1_000_000)).equals(await sealed(content, 321))).toBe(true);
  });

  it.each([[0, 1], [65_535, 65_537], [65_536, 131_072], [131_071, 131_072], [199_999, 200_000], [100, 190_000]])('opens from byte %i to %i, reading the segments of these alone', async (from, to) => {
    const content = randomBytes(200_000);
    const file = await sealed(content);
    const read: [number, number][] = [];
    const part = await whole(openFile(key, OF, { size: content.length, from, to }, (start, end) => (read.push([start, end]), chunks(file.subarray(start, end), 5000))));
    expect(part.equals(content.subarray(from, to))).toBe(true);
    expect(read).toEqual([[Math.floor(from / 65_536) * SEALED, Math.min(Math.ceil(to / 65_536) * SEALED, file.length)]]);
  });

  it('does not open truncated, prolonged, with segments in another order or of another file, in another place or by another key', async () => {
    const size = 3 * 65_536;
    const file = await sealed(randomBytes(size));
    const other = await whole(sealFile(newFileKey(), OF, chunks(randomBytes(size), 10_000)));
    const part = (of: Buffer, nth: number) => of.subarray(nth * SEALED, (nth + 1) * SEALED);
    const faults: [string, Promise<Buffer>][] = [
      ['not_authentic', opened(file.subarray(0, -1), size)],
      ['truncated', opened(file.subarray(0, 2 * SEALED), size)],
      ['not_authentic', opened(file, 2 * 65_536)],
      ['not_authentic', opened(file, size - 1)],
      ['not_authentic', opened(file, size + 1)],
      ['not_authentic', opened(Buffer.concat([part(file, 1), part(file, 0), part(file, 2)]), size)],
      ['not_authentic', opened(Buffer.concat([part(file, 0), part(file, 0), part(file, 2)]), size)],
      ['not_authentic', opened(Buffer.concat([part(file, 0), part(other, 1), part(file, 2)]), size)],
      ['not_authentic', opened(file, size, 0, size, { ...OF, tenant: '5d8cff3cd55b040010928b5d' })],
      ['not_authentic', opened(file, size, 0, size, { ...OF, place: { ...OF.place, row: '5d8cff3cd55b040010928b5d' } })],
      ['not_authentic', opened(file, size, 0, size, OF, newFileKey())],
    ];
    for (const [code, opening] of faults) await expect(opening).rejects.toEqual(new CryptoFault(code as 'truncated'));
  });

  it('rejects with what its content threw', async () => {
    async function* broken() {
      yield Buffer.alloc(70_000);
      throw new Error('gone');
    }
    await expect(whole(sealFile(key, OF, broken()))).rejects.toThrow('gone');
  });
});
