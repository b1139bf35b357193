import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedClient, type GuardedClientOptions } from '@parley/egress';
import { NameServer, type Zone } from './support/name-server.js';

const PUBLIC = { a: [93, 184, 216, 34], aaaa: [0x26, 6, 0x47, 0, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11] };
const SILENT = Array.from({ length: 64 }, (_, index) => `silent${index}.test`);
const ZONE: Zone = {
  ...Object.fromEntries(SILENT.map((name) => [name, { a: 'silent', aaaa: 'silent' } as const])),
  'public.test': PUBLIC,
  'four.test': { a: PUBLIC.a },
  'six.test': { aaaa: PUBLIC.aaaa },
  'lame.test': { a: PUBLIC.a, aaaa: 'silent' },
  'private.test': { a: [10, 0, 0, 1] },
  'half.test': { a: PUBLIC.a, aaaa: [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
  'local.test': { a: [127, 0, 0, 1] },
  'listed.test': PUBLIC,
};

let server: NameServer;
let folder: string;
const clients: GuardedClient[] = [];

beforeAll(async () => {
  server = await NameServer.start(ZONE);
  folder = await mkdtemp(join(tmpdir(), 'parley-names-'));
  await writeFile(join(folder, 'hosts'), '# of this host\n127.0.0.1 localhost\n127.0.0.1\tListed.test hook # ours\n10.0.0.7 inside.test\nnonsense elsewhere.test\n');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** A client that knows the names of a hosts file and of the server, nothing else. */
function client(options: GuardedClientOptions = {}): GuardedClient {
  const made = new GuardedClient({ nameServers: [server.address], hostsFile: join(folder, 'hosts'), ...options });
  clients.push(made);
  return made;
}

const post = { method: 'POST' as const, headers: {}, body: '{}', timeoutMs: 20_000 };
const NOT_RESOLVED = { code: 'bad_request', title: 'target should be a URL whose host name can be resolved' };
const REFUSED = { code: 'bad_request', title: 'target should not lead to a private or reserved address' };

/** Resolves when the server has been asked for every one of the silent names. */
function silentNamesAsked(): Promise<void> {
  const missing = new Set(SILENT);
  return new Promise((resolve) => {
    server.on('asked', (name) => {
      missing.delete(name);
      if (missing.size === 0) resolve();
    });
  });
}

describe('a silent name server', () => {
  it('keeps no other name waiting: with 64 questions unanswered, another one is answered', async () => {
    // Longer than the spec may take: none of them ends by the time limit.
    const guarded = client({ nameTimeoutMs: 600_000 });
    let ended = 0;
    const asked = silentNamesAsked();
    const silent = SILENT.map((name) => guarded.assertTarget(`http://${name}/`).catch((error: unknown) => error).finally(() => { ended += 1; }));
    await asked;
    await guarded.assertTarget('http://public.test/');
    expect(ended).toBe(0);
    await guarded.close();
    await Promise.all(silent);
  });

  it('ends as name_not_resolved at the time limit, when a target is checked and when it is called', async () => {
    const guarded = client({ nameTimeoutMs: 200 });
    await expect(guarded.assertTarget('http://silent0.test/')).rejects.toMatchObject(NOT_RESOLVED);
    const ends = await Promise.all(SILENT.map((name) => guarded.send(`http://${name}/`, post).catch((error: unknown) => error)));
    for (const end of ends) expect(end).toMatchObject({ name: 'EgressError', code: 'name_not_resolved' });
  });

  it('is not waited for once the client is closed', async () => {
    const guarded = client({ nameTimeoutMs: 600_000 });
    const asked = once(server, 'asked');
    const ends = expect(guarded.assertTarget('http://silent0.test/')).rejects.toMatchObject(NOT_RESOLVED);
    await asked;
    await guarded.close();
    await ends;
  });
});

describe('what a name server answers', () => {
  it.each(['public.test', 'four.test', 'six.test', 'PUBLIC.test.'])('%s is resolved', async (name) => {
    await expect(client().assertTarget(`http://${name}/`)).resolves.toBeUndefined();
  });

  it('is enough for one family, when the other is never answered', async () => {
    await expect(client({ nameTimeoutMs: 2000 }).assertTarget('http://lame.test/')).resolves.toBeUndefined();
  });

  it('is refused when it is private, also beside a public address of the other family', async () => {
    await expect(client().assertTarget('http://private.test/')).rejects.toMatchObject(REFUSED);
    await expect(client().assertTarget('http://half.test/')).rejects.toMatchObject(REFUSED);
    await expect(client().send('http://half.test/', post)).rejects.toMatchObject({ code: 'refused_address' });
  });

  it('may be that there is no such name', async () => {
    await expect(client().assertTarget('http://nowhere.test/')).rejects.toMatchObject(NOT_RESOLVED);
  });
});

describe('names that no server is asked for', () => {
  let asked: string[];
  beforeAll(() => { server.on('asked', (name) => { asked.push(name); }); });

  async function reached(host: string, options: GuardedClientOptions = {}): Promise<number> {
    asked = [];
    const target = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(target, 'listening');
    try {
      return await client({ allow: ['127.0.0.0/8', '::1'], ...options }).send(`http://${host}:${(target.address() as AddressInfo).port}/`, post);
    } finally {
      target.closeAllConnections();
      target.close();
    }
  }

  it.each(['listed.test', 'LISTED.test', 'hook', 'localhost'])('%s is in the hosts file', async (host) => {
    await expect(reached(host)).resolves.toBe(200);
    expect(asked).toEqual([]);
  });

  it.each(['localhost', 'shop.localhost', 'localhost.'])('%s is loopback, also without a hosts file', async (host) => {
    await expect(reached(host, { hostsFile: join(folder, 'none') })).resolves.toBe(200);
    expect(asked).toEqual([]);
  });

  it('are checked like any other', async () => {
    await expect(reached('inside.test')).rejects.toMatchObject({ code: 'refused_address' });
    await expect(reached('localhost', { allow: [] })).rejects.toMatchObject({ code: 'refused_address' });
  });

  it('a name whose line has no address is asked for', async () => {
    await expect(reached('elsewhere.test')).rejects.toMatchObject({ code: 'name_not_resolved' });
    expect(asked).toContain('elsewhere.test');
  });
});
