import { describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeyring, openFile, sealFile, type KeyStore, type Subject, type TenantId } from '@parley/crypto-at-rest';
import type { Sql } from '@parley/persistence';
import { openCell, sealCell } from '../../src/cells/cell.js';
import { cellKey, dataKey } from '../../src/cells/data-key.js';
import { writeShard } from '../../src/keys/shard-object.js';
import { unwrapKey, wrapKey } from '../../src/keys/wrapping.js';
import * as independent from './independent.js';

interface Vectors {
  cells: Record<'what' | 'key' | 'nonce' | 'tenant' | 'table' | 'row' | 'column' | 'text' | 'cell', string>[];
  hierarchy: Record<'rootKey' | 'environment' | 'region' | 'shard' | 'shardSecret' | 'tenantKey' | 'indexKey' | 'dataKey' | 'tenantWrapped' | 'indexWrapped' | 'dataWrapped', string>
    & { tenant: TenantId; subject: Subject; epoch: number; generation: number };
  blindIndexes: Record<'indexKey' | 'purpose' | 'value' | 'index', string>[];
  files: (Record<'what' | 'key' | 'tenant' | 'table' | 'row' | 'column' | 'sha256', string> & { size: number; sealed?: string })[];
}

const { cells, hierarchy: keys, blindIndexes, files } = JSON.parse(readFileSync(join(import.meta.dirname, 'v1.json'), 'utf8')) as Vectors;
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');
const names = ({ tenant, table, row, column }: Record<'tenant' | 'table' | 'row' | 'column', string>) => [tenant, table, row, column] as const;

/** A keyring over a database that holds the vectors' one row and a key store with its one object. */
function vectorKeyring() {
  const [root, secret] = [{ id: 'root', key: bytes(keys.rootKey) }, bytes(keys.shardSecret)];
  const store: KeyStore = {
    read: async (name) => (name === `${keys.tenant}/${keys.shard}` ? writeShard({ epoch: keys.epoch, secret, survivors: new Map() }) : undefined),
    list: async () => [], write: () => Promise.reject(new Error('read only')), replace: () => Promise.reject(new Error('read only')), destroy: () => Promise.reject(new Error('read only')),
  };
  const row = {
    tenant_id: keys.tenant, subject: keys.subject, generation: keys.generation, shard_id: keys.shard, epoch: keys.epoch, wrapped: bytes(keys.dataWrapped),
    root_key_id: 'root', tenant_wrapped: bytes(keys.tenantWrapped), index_wrapped: bytes(keys.indexWrapped), fresh: false,
  };
  const sql = { query: async () => [row] } as unknown as Sql;
  return { sql, keyring: makeKeyring({ roots: { current: () => root, byId: () => root }, store, installation: keys }) };
}

/** The content of the vectors' files: byte n is 7n mod 256. */
const patterned = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, n) => (n * 7) % 256));

async function whole(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

async function* streamed(content: Buffer) {
  yield content;
}

describe('the formats, version 1', () => {
  it.each(cells)('a second implementation seals the cells of the vectors, and both open them: $what', async (vector) => {
    expect(hex(await independent.seal(bytes(vector.key), bytes(vector.nonce), names(vector), vector.text))).toBe(vector.cell);
    expect(await independent.open(bytes(vector.key), names(vector), bytes(vector.cell))).toBe(vector.text);
    expect(JSON.stringify(openCell(cellKey(dataKey(bytes(vector.key))), vector.tenant, vector, bytes(vector.cell)))).toBe(vector.text);
  });

  it('each opens what the other seals now', async () => {
    const [key, place] = [randomBytes(32), { table: 'messages', row: 'ä', column: 'body' }];
    const ours = sealCell(cellKey(dataKey(key)), 'tenant', place, { text: 'Grüße' });
    expect(await independent.open(key, ['tenant', 'messages', 'ä', 'body'], ours)).toBe('{"text":"Grüße"}');
    await expect(independent.open(key, ['tenant', 'messages', 'b', 'body'], ours)).rejects.toThrow();
    const theirs = await independent.seal(key, randomBytes(12), ['tenant', 'messages', 'ä', 'body'], '{"text":"Grüße"}');
    expect(openCell(cellKey(dataKey(key)), 'tenant', place, Buffer.from(theirs))).toEqual({ text: 'Grüße' });
    const [under, context] = [randomBytes(32), ['data', 'ä"', '1']];
    expect(hex(await independent.unwrap(under, context, wrapKey(under, key, context)))).toBe(hex(key));
    expect(hex(unwrapKey(under, Buffer.from(await independent.wrap(under, randomBytes(12), context, key)), context))).toBe(hex(key));
  });

  it('a second implementation goes down the hierarchy of the vectors', async () => {
    const { tenant, environment, region, subject } = keys;
    const under = await independent.tenantWrappingKey(bytes(keys.rootKey));
    const tenantKey = await independent.unwrap(under, ['tenant', tenant, environment, region], bytes(keys.tenantWrapped));
    const indexKey = await independent.unwrap(under, ['index', tenant, environment, region], bytes(keys.indexWrapped));
    const shard = await independent.shardKey(tenantKey, bytes(keys.shardSecret), tenant, keys.shard, keys.epoch);
    const key = await independent.unwrap(shard, ['data', tenant, subject, `${keys.generation}`, `${keys.epoch}`], bytes(keys.dataWrapped));
    expect([tenantKey, indexKey, key].map(hex)).toEqual([keys.tenantKey, keys.indexKey, keys.dataKey]);
  });

  it('ours goes down it too, to a cell that the second one sealed, and back', async () => {
    const { sql, keyring } = vectorKeyring();
    const cell = Buffer.from(await independent.seal(bytes(keys.dataKey), randomBytes(12), [keys.tenant, 'messages', '1', 'body'], '"hello"'));
    const item = { tenant: keys.tenant, subject: keys.subject, place: { table: 'messages', row: '1', column: 'body' }, cell };
    expect(await keyring.openOne(sql, item)).toBe('hello');
    const [ours] = await keyring.seal(sql, item, [{ place: item.place, value: 'again' }]);
    expect(await independent.open(bytes(keys.dataKey), [keys.tenant, 'messages', '1', 'body'], ours!)).toBe('"again"');
  });

  it.each(blindIndexes)('both make the blind index of $value as $purpose', async ({ indexKey, purpose, value, index }) => {
    expect(indexKey).toBe(keys.indexKey);
    expect(hex(await independent.blindIndex(bytes(indexKey), purpose, value))).toBe(index);
    const { sql, keyring } = vectorKeyring();
    expect(hex(await keyring.index(sql, keys.tenant, purpose, value))).toBe(index);
  });

  it.each(files)('both seal the files of the vectors alike, and ours opens them: $what', async (vector) => {
    const { tenant, size, sealed } = vector;
    const [of, content] = [{ tenant, place: vector }, patterned(size)];
    const [ours, theirs] = [await whole(sealFile(bytes(vector.key), of, streamed(content))), await independent.sealFile(bytes(vector.key), names(vector), content)];
    expect([hex(ours), createHash('sha256').update(ours).digest('hex')]).toEqual([hex(theirs), vector.sha256]);
    if (sealed !== undefined) expect(hex(ours)).toBe(sealed);
    const opened = await whole(openFile(bytes(vector.key), of, { size, from: 0, to: size }, (from, to) => streamed(Buffer.from(theirs).subarray(from, to))));
    expect(opened.equals(content)).toBe(true);
  });
});
