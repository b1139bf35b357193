import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
