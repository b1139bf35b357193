import { afterAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Patience } from './patience.js';
import { WholeFiles } from './whole-files.js';

const directory = mkdtempSync(join(tmpdir(), 'parley-files-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('What is under way to a directory that hangs does not take the place of what was written since, once it goes on', async () => {
  const [path, files] = [join(directory, 'root'), new WholeFiles(directory)];
  await files.replace(path, Buffer.from('before'));
  const [hangs, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()];
  const writing = new Patience(20).run(async (isLate) => {
    await hangs.promise;
    ended.resolve(await files.replace(path, Buffer.from('late'), isLate).catch((error: unknown) => error));
  });
  await expect(writing).rejects.toMatchObject({ code: 'unavailable' });
  await files.replace(path, Buffer.from('since'));
  hangs.resolve();
  expect(await ended.promise).toMatchObject({ code: 'unavailable' });
  expect(readFileSync(path, 'utf8')).toBe('since');
});

it('What is on its way is not disturbed when the directory is looked at once more, as after a failure', async () => {
  const [path, files] = [join(directory, 'large'), new WholeFiles(directory)];
  await files.clean();
  let done = false;
  // Told at once, as a file of this size is written, and on disk, within a moment.
  const watcher = watch(join(directory, '.incoming'));
  const begun = once(watcher, 'change');
  const writing = files.create(path, Buffer.alloc(100_000_000)).finally(() => (done = true));
  await begun;
  watcher.close();
  expect(done).toBe(false);
  await files.clean();
  await writing;
  expect(statSync(path).size).toBe(100_000_000);
});
