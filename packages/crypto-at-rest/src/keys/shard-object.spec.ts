import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { keyName, readShard, writeShard } from './shard-object.js';
import { wrappingUnder } from './shard-key.js';

const unnamed = { epoch: 3, secret: randomBytes(32), survivors: new Map([[keyName('user:1', 1), randomBytes(61)], [keyName('__proto__', 2), randomBytes(61)]]) };
const shard = { ...unnamed, tenantKey: 'aa', elders: new Map([['bb', randomBytes(61)]]) };

describe('a shard\'s object in the key store', () => {
  it('reads as it was written, whatever subjects are called', () => {
    for (const each of [shard, unnamed]) expect(readShard(writeShard(each))).toEqual(each);
    expect(readShard(writeShard({ ...shard, survivors: new Map() })).survivors.size).toBe(0);
  });

  it('has its secret in a copy that can be zeroed alone', () => {
    const content = writeShard(shard);
    readShard(content).secret.fill(0);
    expect(content.subarray(1, 33).equals(shard.secret)).toBe(true);
    expect(content.subarray(33).toString()).not.toContain(shard.secret.toString('base64'));
  });

  const json = (text: string) => Buffer.concat([Buffer.of(1), shard.secret, Buffer.from(text)]);
  it.each([
    Buffer.alloc(0), Buffer.of(1), writeShard(shard).subarray(0, 33), writeShard(shard).subarray(0, -1), json('null'), json('{}'), json('{"epoch":"1","survivors":[]}'),
    json('{"epoch":1.5,"survivors":[]}'), json('{"epoch":1,"survivors":{}}'), json('{"epoch":1,"survivors":[["a"]]}'), json('{"epoch":1,"survivors":[["a",1]]}'), json('{"epoch":1,"survivors":[null]}'),
    json('{"epoch":1,"survivors":[],"tenantKey":1}'), json('{"epoch":1,"survivors":[],"elders":["a"]}'),
  ])('is unreadable where it is damaged: %#', (content) => {
    expect(() => readShard(content)).toThrow(expect.objectContaining({ code: 'key_unreadable' }));
  });

  it('of a newer version is told as such', () => {
    const content = writeShard(shard);
    content[0] = 2;
    expect(() => readShard(content)).toThrow(expect.objectContaining({ code: 'unknown_version' }));
  });
});

describe('which wrapping a shard\'s key opens', () => {
  const row = { subject: 'user:1', generation: 1, epoch: 3, wrapped: randomBytes(61) };
  const key = { shardId: 's', epoch: 3, key: randomBytes(32), closed: false, survivors: shard.survivors };

  it('is the row\'s own in its epoch', () => {
    expect(wrappingUnder(key, row)).toMatchObject({ epoch: 3, wrapped: row.wrapped });
  });

  it('is the one that survived where the row is of an earlier epoch', () => {
    expect(wrappingUnder(key, { ...row, epoch: 1 })).toEqual({ epoch: 3, wrapped: shard.survivors.get('user:1#1') });
  });

  it.each([{ ...row, epoch: 1, subject: 'user:2' }, { ...row, epoch: 1, generation: 2 }])('is none for what was erased: %#', (erased) => {
    expect(() => wrappingUnder(key, erased)).toThrow(expect.objectContaining({ code: 'key_missing' }));
  });
});
