import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { SnapshotManifest } from '../format/manifest.types.js';
import { BufferPool } from './buffer-pool.js';
import { ByteGate } from './byte-gate.js';
import { COPY_HEADER, COPY_TRAILER, eachTuple, TupleReader } from './copy-binary.js';
import { RangeRows, type RowsToStore } from './range-rows.js';
import { rangesOf } from './ranges.js';
import { rowsOfApp } from './read-snapshot.js';
import { reusable } from './reusable.js';
import { crcOf, RowSum, TableSums } from './row-sum.js';

/** A tuple of COPY BINARY. */
function tuple(...fields: readonly (string | Buffer | null)[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(fields.length);
  return Buffer.concat([count, ...fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(field === null ? -1 : Buffer.byteLength(field));
    return field === null ? [length] : [length, Buffer.from(field)];
  })]);
}

const tuples = [tuple('app', '1', null), tuple(null, '', randomBytes(5000)), tuple(), tuple('app', randomBytes(300))];

describe('tuples of COPY BINARY', () => {
  const copy = Buffer.concat([COPY_HEADER, ...tuples, COPY_TRAILER]);
  const read = (cuts: readonly number[], bytes = copy): Buffer[] => {
    const found: Buffer[] = [];
    const reader = new TupleReader((all, start, end) => found.push(Buffer.from(all.subarray(start, end))));
    const ends = [...cuts, bytes.length];
    // A buffer that is used again, as the network's is.
    const shared = Buffer.alloc(bytes.length + 4);
    ends.forEach((end, index) => {
      const start = ends[index - 1] ?? 0;
      shared.fill(0xee);
      bytes.copy(shared, 7 * index % 5, start, end);
      reader.push(shared, 7 * index % 5, 7 * index % 5 + end - start);
    });
    reader.end();
    return found;
  };

  it('are found wherever the network cuts them', () => {
    for (let cut = 1; cut < copy.length; cut += cut < 100 ? 1 : 97) expect(read([cut])).toEqual(tuples);
    expect(read(Array.from({ length: copy.length - 1 }, (_, index) => index + 1))).toEqual(tuples);
  });

  it('are refused where they are cut, or are none', () => {
    for (const cut of [1, 30, copy.length - 1]) expect(() => read([], copy.subarray(0, cut))).toThrow(expect.objectContaining({ code: 'malformed' }));
    expect(() => read([], Buffer.concat([Buffer.alloc(19), COPY_TRAILER]))).toThrow(expect.objectContaining({ code: 'malformed' }));
    expect(() => eachTuple(tuple('a').subarray(0, 6), () => undefined)).toThrow(expect.objectContaining({ code: 'malformed' }));
    expect(() => eachTuple(Buffer.of(0xff, 0xfe), () => undefined)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('are told apart by app', () => {
    expect(rowsOfApp(Buffer.concat(tuples.filter(({ length }) => length > 2)), 'app')).toEqual(Buffer.concat([tuples[0]!, tuples[3]!]));
  });
});

describe('the sum of rows', () => {
  const sumOf = (rows: readonly Buffer[]): string => {
    const sum = new RowSum();
    for (const row of rows) sum.add(crcOf(row, 0, row.length), row.length);
    return sum.sum;
  };

  const scattered = (n: number): string => (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  const rowOf = (name: number, value: number): Buffer => tuple('app', `name ${name}`, scattered(value));

  it('is the same in any order, and another one when a row is changed, missing or doubled', () => {
    const rows = Array.from({ length: 200 }, (_, n) => rowOf(n, n));
    const sum = sumOf(rows);
    expect(sum).toMatch(/^[0-9a-f]{24}$/);
    expect(sumOf([...rows].reverse())).toBe(sum);
    const others = rows.flatMap((row, n) => {
      const without = rows.filter((_, index) => index !== n);
      return [without, [...rows, row], [...without, Buffer.from(row).fill(row.at(-1)! ^ 1, row.length - 1)]];
    });
    expect(others.map(sumOf).filter((other) => other === sum)).toEqual([]);
  });

  it('is another one when two rows have swapped a field, which leaves the exclusive-or of their CRCs as it is', () => {
    const equal: string[] = [];
    for (let one = 1000; one < 1300; one += 1) {
      for (let other = one + 1; other < 1300; other += 1) {
        if (sumOf([rowOf(one, one), rowOf(other, other)]) === sumOf([rowOf(one, other), rowOf(other, one)])) equal.push(`${one} ${other}`);
      }
    }
    expect(equal).toEqual([]);
  });

  it('is kept app by app, and of all', () => {
    const sums = new TableSums();
    for (const app of ['b', 'a', '', 'b']) sums.of(app).add(app.length, 9);
    sums.of('none');
    expect(Object.entries(sums.byApp()).map(([app, { rows }]) => [app, rows])).toEqual([['a', 1], ['b', 2]]);
    expect(sums.total().rows).toBe(4);
  });
});

describe('rows of a range', () => {
  const chunksOf = (rows: readonly Buffer[]): RowsToStore[] => {
    const range = new RangeRows(true, new TableSums(), new BufferPool());
    for (const row of rows) range.add(row, 0, row.length);
    range.finish();
    return range.ready;
  };

  it('of an app end their chunks at rows of their own, so that one row more at the front leaves the later chunks as they are', () => {
    const rows = Array.from({ length: 7000 }, (_, n) => tuple('app', String(n).padStart(8), randomBytes(1000)));
    const before = chunksOf(rows).map(({ bytes }) => bytes.toString('latin1'));
    const after = chunksOf([tuple('app', 'new'), ...rows]).map(({ bytes }) => bytes.toString('latin1'));
    expect(before.length).toBeGreaterThan(3);
    expect(after.filter((chunk) => !before.includes(chunk))).toHaveLength(1);
    expect(Math.max(...before.map(({ length }) => length))).toBeLessThanOrEqual(4 * 1024 * 1024 + 1020);
    expect(before.join('')).toBe(Buffer.concat(rows).toString('latin1'));
  });

  it('of small apps share chunks, sorted; those of none stand alone', () => {
    const small = Array.from({ length: 300 }, (_, n) => tuple(`app${String(n % 100).padStart(3, '0')}`, randomBytes(2000)));
    const chunks = chunksOf([...small, tuple(null, 'none'), tuple('large', randomBytes(20_000))]);
    const shared = chunks.filter(({ apps }) => apps !== undefined);
    expect(shared.flatMap(({ apps }) => apps)).toEqual(Array.from({ length: 100 }, (_, n) => `app${String(n).padStart(3, '0')}`));
    expect(shared.every(({ bytes }) => bytes.length <= 256 * 1024)).toBe(true);
    expect(chunks.filter(({ apps }) => apps === undefined).map(({ app, rows }) => [app, rows])).toEqual([[undefined, 1], ['large', 1]]);
    expect(chunks.reduce((sum, { rows }) => sum + rows, 0)).toBe(302);
  });

  it('are let go in parts where wide values make more of them than may be held', () => {
    const range = new RangeRows(true, new TableSums(), new BufferPool());
    for (let n = 0; n < 40; n += 1) {
      const row = tuple(`app${n}`, randomBytes(500_000));
      range.add(row, 0, row.length);
    }
    const ready = range.ready.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(ready).toBeGreaterThan(16_000_000);
  });
});

describe('page ranges', () => {
  const table = { name: 'odd "name', columns: [{ name: 'id', type: 'text' }, { name: 'app_id', type: 'text' }] };

  it('have 256 pages, the last one no end, and the app comes first', () => {
    expect(rangesOf(table, { pages: 0, bytes: 0 })).toEqual([]);
    expect(rangesOf(table, { pages: 320, bytes: 100 }).map(({ statement, bytes }) => [statement, bytes])).toEqual([
      [`copy (select "app_id", "id" from public."odd ""name" where ctid >= '(0,0)' and ctid < '(256,0)') to stdout (format binary)`, 80],
      [`copy (select "app_id", "id" from public."odd ""name" where ctid >= '(256,0)') to stdout (format binary)`, 20],
    ]);
  });

  it('have 512 from page 32,768 on, and follow each other without a gap', () => {
    const bounds = rangesOf(table, { pages: 34_000, bytes: 1 }).map(({ statement }) => [...statement.matchAll(/'\((\d+),0\)'/g)].map(([, page]) => Number(page)));
    expect(bounds.slice(126, 130)).toEqual([[32_256, 32_512], [32_512, 32_768], [32_768, 33_280], [33_280, 33_792]]);
    expect(bounds.slice(1).map(([start]) => start)).toEqual(bounds.slice(0, -1).map(([, end]) => end));
    expect(bounds.at(-1)).toEqual([33_792]);
  });
});

it('chunks of a pack that is hardly needed any more are stored again', () => {
  const packs = ['full', 'sparse'].map((id) => ({ id, size: 1000, sha256: '', salt: '' }));
  const chunks = [{ id: 'a', pack: 0, number: 0, offset: 36, length: 250 }, { id: 'b', pack: 1, number: 0, offset: 36, length: 200 }, { id: 'b', pack: 1, number: 0, offset: 36, length: 200 }];
  const frames = reusable({ packs, tables: [{ chunks }] } as unknown as SnapshotManifest);
  expect([...frames]).toEqual([['a', { pack: packs[0], place: { number: 0, offset: 36, length: 250 } }]]);
  expect(reusable(undefined).size).toBe(0);
});

it('work is let in as long as there is room, and alone when it is larger than all room', async () => {
  const gate = new ByteGate(10);
  const inside: number[] = [];
  const enter = (bytes: number): void => void gate.enter(bytes).then(() => inside.push(bytes));
  for (const bytes of [6, 4, 3, 50, 1]) enter(bytes);
  await turn();
  expect(inside).toEqual([6, 4]);
  gate.leave(6);
  await turn();
  expect(inside).toEqual([6, 4, 3]);
  for (const bytes of [4, 3]) gate.leave(bytes);
  await turn();
  expect(inside).toEqual([6, 4, 3, 50]);
  gate.leave(50);
  await turn();
  expect(inside).toEqual([6, 4, 3, 50, 1]);
});
