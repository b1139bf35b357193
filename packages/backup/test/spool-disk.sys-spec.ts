import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@parley/testing';
import { closeAll, expected, idle, inDirectory, near, own, replicationSpec, segment, start, stateOf } from './support/replication.js';

const MB = 1_048_576;
const FAR_MORE = { bytes: 1_000_000_000, objects: 10_000 };

replicationSpec();

/** A spool on a disk of its own, in memory: a real file system, which only root may mount. */
async function onDisk(megabytes: number, use: () => Promise<void>): Promise<void> {
  const path = join(own.folder, 'spool');
  await mkdir(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  try {
    await use();
  } finally {
    await closeAll();
    execFileSync('umount', ['--lazy', path]);
  }
}

describe('a spool whose disk is smaller than what it may hold', () => {
  it('lets go of what one zone has, so that a zone that is away keeps nothing waiting; that one gets it later', () =>
    onDisk(40, async () => {
      // No directory can be made in the place of a file.
      await writeFile(join(own.folder, 'away'), '');
      const replicator = await start([near(), near('away')], {}, FAR_MORE);
      const objects = Array.from({ length: 60 }, (_, n) => segment(n, MB));
      for (const each of objects) await replicator.submit(each);
      expect(replicator.state.spool.bytes).toBeLessThan(40 * MB);
      expect(stateOf(replicator, 'away').catchingUpFrom).toEqual(['near']);
      await rm(join(own.folder, 'away'));
      await idle(replicator);
      expect([...await inDirectory('away')].toSorted()).toEqual([...expected(objects)].toSorted());
    }), 60_000);

  it('is full, and says so, while no zone has anything of it', () =>
    onDisk(40, async () => {
      await writeFile(join(own.folder, 'away'), '');
      const replicator = await start([near('away')], {}, FAR_MORE);
      const submitted = Array.from({ length: 60 }, (_, n) => replicator.submit(segment(n, MB)).catch(() => undefined));
      await eventually('it is full', () => replicator.state.spool.full);
      await rm(join(own.folder, 'away'));
      await Promise.all(submitted);
      await idle(replicator);
      expect([(await inDirectory('away')).size, replicator.state.spool.full]).toEqual([60, false]);
    }), 60_000);

  it('is refused where it could never hold a pack, by the name of the setting', () =>
    onDisk(16, async () => {
      await expect(start([near()], {}, FAR_MORE)).rejects.toMatchObject({ code: 'not_ready', message: expect.stringContaining('PARLEY_BACKUP_SPOOL') });
    }), 60_000);
});
