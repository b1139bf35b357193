import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { HostsFile, parseHosts } from './hosts-file.js';

it('a name has every address of its lines; comments and what is no address are left out', () => {
  const names = parseHosts('127.0.0.1 localhost # loopback\n::1\tLocalHost ip6\r\n#10.0.0.1 commented\nfe80::1%lo0 scoped\nwhatever noise\n\n10.0.0.2\n');
  expect(Object.fromEntries(names)).toEqual({
    localhost: [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }],
    ip6: [{ address: '::1', family: 6 }],
    scoped: [{ address: 'fe80::1%lo0', family: 6 }],
  });
});

it('what is not there has no names', async () => {
  await expect(new HostsFile('/nowhere/hosts').addresses('localhost')).resolves.toEqual([]);
  await expect(new HostsFile(tmpdir()).addresses('localhost')).resolves.toEqual([]);
});

it('a file is read to its first mebibyte, in whole lines', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-hosts-'));
  const path = join(folder, 'hosts');
  await writeFile(path, `10.0.0.1 first\n${'#'.repeat(1024 * 1024 - 40)}\n10.0.0.2 name-that-the-bound-cuts\n10.0.0.3 last\n`);
  const hosts = new HostsFile(path);
  await expect(hosts.addresses('first')).resolves.toEqual([{ address: '10.0.0.1', family: 4 }]);
  for (const name of ['name-that-the-bound-cuts', 'name-tha', 'name-', 'last']) await expect(hosts.addresses(name)).resolves.toEqual([]);
  await rm(folder, { recursive: true });
});
