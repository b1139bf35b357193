import { afterAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupFault, restoreFiles, type FileEntry } from '@parley/backup';
import { DirectoryFiles, ObjectStoreError } from '@parley/object-store';
import { MemoryZones } from './support/memory-zones.js';

describe('files of attachments brought back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
  const store = new DirectoryFiles(folder);
  const zones = new MemoryZones(2);
  const entry = (name: string, bytes: Buffer): FileEntry => ({ name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  const [here, there, changed, later] = ['here', 'there', 'changed', 'later'].map((word) => Buffer.from(word));
  const known = [entry('a/here', here!), entry('a/there', there!), entry('a/changed', changed!), entry('a/nowhere', Buffer.from('nowhere'))];
  const names = ['a/here', 'a/there', 'a/changed', 'a/later', 'a/nowhere'];
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are those that the store has not, from a zone that has them as the snapshot knew them, and those that are nowhere are named', async () => {
    await store.write('a/here', (async function* () { yield here!; })());
    zones.put('files/a/here', Buffer.from('another one'));
    zones.put('files/a/there', there!);
    zones.put('files/a/later', later!);
    zones.zones[0]?.set('files/a/changed', Buffer.from('flipped'));
    zones.zones[1]?.set('files/a/changed', changed!);
    const told: string[] = [];
    expect(await restoreFiles({ reader: zones, store, known, progress: (done, total) => void told.push(`${done}/${total}`) }, names)).toEqual({ files: 3, missing: ['a/nowhere'] });
    expect(names.slice(0, 4).map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['here', 'there', 'changed', 'later']);
    expect(told).toEqual(['0/5', '1/5', '2/5', '3/5', '4/5', '5/5']);
  });

  it('are not brought back again by a second run, nor where every zone has them changed', async () => {
    zones.before = (name) => {
      if (name !== 'files/a/nowhere') throw new Error(`${name} was read again`);
    };
    expect(await restoreFiles({ reader: zones, store, known }, names)).toEqual({ files: 0, missing: ['a/nowhere'] });
    zones.before = () => undefined;
    zones.put('files/a/nowhere', Buffer.from('something else'));
    expect(await restoreFiles({ reader: zones, store, known }, names)).toEqual({ files: 0, missing: ['a/nowhere'] });
  });

  it('are not called missing where a zone that may have them did not answer', async () => {
    const silent = { ...zones, list: zones.list.bind(zones), read: async () => { throw new BackupFault('missing', 'none', { cause: new ObjectStoreError('unavailable', 'silent') }); } };
    await expect(restoreFiles({ reader: silent, store, known }, ['a/nowhere'])).rejects.toMatchObject({ code: 'missing' });
  });
});
