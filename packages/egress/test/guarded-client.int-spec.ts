import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { GuardedClient, type GuardedClientOptions, type ResolveName } from '@parley/egress';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const client = (options: GuardedClientOptions = { allow: ['127.0.0.0/8'] }) => {
  const made = new GuardedClient(options);
  opened.push(made);
  return made;
};

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer(listener).listen(0, host);
  await once(server, 'listening');
  opened.push({ close: () => (server.closeAllConnections(), server.close()) });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host}:${port}/`, port, server };
}

const post = { method: 'POST' as const, headers: { 'content-type': 'application/json' }, body: '{}', timeoutMs: 2000 };

describe('GuardedClient', () => {
  it('sends the body and the headers, and answers the status', async () => {
    const seen: unknown[] = [];
    const { url } = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push(request.method, request.headers['x-api-key'], body);
      response.writeHead(202).end('thanks');
    });
    await expect(client().send(url, { ...post, headers: { 'x-api-key': 'k' }, body: '{"a":1}' })).resolves.toBe(202);
    expect(seen).toEqual(['POST', 'k', '{"a":1}']);
  });

  it('refuses a private address that is not in the allow list, without connecting', async () => {
    const { url, server } = await serve((_request, response) => response.end());
    let connections = 0;
    server.on('connection', () => { connections += 1; });
    await expect(client({}).send(url, post)).rejects.toMatchObject({ code: 'refused_address' });
    expect(connections).toBe(0);
  });

  it('refuses a name with one private address among public ones', async () => {
    const resolveName: ResolveName = async () => [{ address: '93.184.216.34', family: 4 }, { address: '10.0.0.1', family: 4 }];
    await expect(client({ resolveName }).send('http://rebind.test/', post)).rejects.toMatchObject({ code: 'refused_address' });
  });

  it('connects to the address that was checked: the name is not resolved a second time (DNS rebinding)', async () => {
    const { port } = await serve((_request, response) => response.end());
    const answers = ['127.0.0.1', '169.254.169.254'];
    const asked: string[] = [];
    const resolveName: ResolveName = async (name) => {
      asked.push(name);
      return [{ address: answers[asked.length - 1] ?? '10.0.0.1', family: 4 }];
    };
    const guarded = client({ allow: ['127.0.0.1'], resolveName });
    await expect(guarded.send(`http://rebind.test:${port}/`, post)).resolves.toBe(200);
    expect(asked).toEqual(['rebind.test']);
  });

  it('checks again for every new connection: a name that passed once and turned private is refused', async () => {
    const { port } = await serve((_request, response) => response.writeHead(200, { connection: 'close' }).end());
    let turn = 0;
    const resolveName: ResolveName = async () => [{ address: (turn += 1) === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    const guarded = client({ allow: ['127.0.0.1'], resolveName });
    await guarded.send(`http://rebind.test:${port}/`, post);
    await expect(guarded.send(`http://rebind.test:${port}/`, post)).rejects.toMatchObject({ code: 'refused_address' });
  });

  it('does not follow a redirect', async () => {
    const reached: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      reached.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(client().send(url, post)).resolves.toBe(302);
    expect(reached).toEqual(['/']);
  });

  it('stops reading an endless answer', async () => {
    const { url } = await serve((_request, response) => {
      const chunk = Buffer.alloc(16 * 1024);
      const pour = () => { while (response.write(chunk)); };
      response.on('drain', pour);
      pour();
    });
    await expect(client().send(url, post)).rejects.toMatchObject({ code: 'too_large', status: 200 });
  });

  it('ends a silent target at the time limit', async () => {
    const { url } = await serve(() => undefined);
    await expect(client().send(url, { ...post, timeoutMs: 200 })).rejects.toMatchObject({ code: 'timeout', status: undefined });
  });

  it('ends a trickling target at the time limit, however often a byte comes', async () => {
    const { url } = await serve((_request, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    await expect(client().send(url, { ...post, timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout', status: 200 });
  });

  it('ends a target that trickles its header', async () => {
    const server = createTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip)).on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push(server);
    const { port } = server.address() as AddressInfo;
    await expect(client().send(`http://127.0.0.1:${port}/`, { ...post, timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('opens no more sockets to an origin than its bound', async () => {
    let open = 0, most = 0;
    const { url, server } = await serve((_request, response) => setTimeout(() => response.end(), 20));
    server.on('connection', (socket) => {
      most = Math.max(most, (open += 1));
      socket.on('close', () => { open -= 1; });
    });
    const guarded = client({ allow: ['127.0.0.1'], connectionsPerOrigin: 3 });
    await Promise.all(Array.from({ length: 20 }, () => guarded.send(url, post)));
    expect(most).toBe(3);
  });

  it('tells a refused connection, an unknown name and a broken answer apart, and carries nothing of the answer', async () => {
    const { url, server } = await serve((_request, response) => response.socket?.end('private words, not HTTP'));
    const broken = await client().send(url, post).catch((error: Error) => error);
    expect(broken).toMatchObject({ code: 'broken_answer' });
    expect(JSON.stringify(broken) + String((broken as Error).message)).not.toContain('private');
    server.close();
    server.closeAllConnections();
    await expect(client().send(url, post)).rejects.toMatchObject({ code: 'connect_failed' });
    const resolveName: ResolveName = async () => { throw new Error('NXDOMAIN'); };
    await expect(client({ resolveName }).send('http://nowhere.test/', post)).rejects.toMatchObject({ code: 'name_not_resolved' });
  });

  it('can be told to stop', async () => {
    const { url } = await serve(() => undefined);
    const stop = new AbortController();
    const sent = client().send(url, { ...post, signal: stop.signal });
    stop.abort();
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
  });

  describe('assertTarget', () => {
    it('names the field for a bad form, a private address and a name that is not known', async () => {
      const resolveName: ResolveName = async (name) => {
        if (name === 'nowhere.test') throw new Error('NXDOMAIN');
        return [{ address: '192.168.0.5', family: 4 }];
      };
      const guarded = client({ resolveName });
      for (const target of ['nonsense', 'http://127.0.0.1/', 'http://inside.test/', 'http://nowhere.test/', 'https://[::1]/', 'http://u:p@example.org/']) {
        await expect(guarded.assertTarget(target)).rejects.toMatchObject({ code: 'bad_request', title: expect.stringMatching(/^target /) });
      }
    });

    it('takes a public target, and in production https only', async () => {
      const resolveName: ResolveName = async () => [{ address: '93.184.216.34', family: 4 }];
      await client({ resolveName }).assertTarget('http://example.org/');
      await expect(client({ resolveName, httpsOnly: true }).assertTarget('http://example.org/')).rejects.toThrow('https URL');
      await client({ resolveName, httpsOnly: true }).assertTarget('https://example.org/');
    });
  });
});
