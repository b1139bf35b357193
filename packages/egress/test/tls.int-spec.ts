import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedClient, type ResolveName } from '@parley/egress';
import { Authority, type Certificate } from './support/certificates.js';

const trusted = new Authority('Trusted by this spec');
const unknown = new Authority('Unknown');
const system = getCACertificates('default');
// What NODE_EXTRA_CA_CERTS does for an operator's own authority.
beforeAll(() => setDefaultCACertificates([...system, trusted.cert]));
afterAll(() => setDefaultCACertificates(system));

interface Seen {
  readonly host: string | undefined;
  readonly serverName: string | false | null | undefined;
  readonly body: string;
}

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function listen(server: Server | ReturnType<typeof createPlainServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push({ close: () => (server.closeAllConnections(), server.close()) });
  return (server.address() as AddressInfo).port;
}

/** A target that shows a certificate; `seen` are the requests that reached it. */
async function target(certificate: Certificate): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(certificate, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ host: request.headers.host, serverName: (request.socket as TLSSocket).servername, body });
    response.end();
  });
  return { port: await listen(server), seen };
}

/** A client for which every name leads here; `asked` are the names. */
function client(): { guarded: GuardedClient; asked: string[] } {
  const asked: string[] = [];
  const resolveName: ResolveName = async (name) => {
    asked.push(name);
    return [{ address: '127.0.0.1', family: 4 }];
  };
  const guarded = new GuardedClient({ allow: ['127.0.0.1'], httpsOnly: true, resolveName });
  opened.push(guarded);
  return { guarded, asked };
}

const post = { method: 'POST' as const, headers: {}, body: '{"a":1}', timeoutMs: 20_000 };

describe('a target by TLS', () => {
  it('gets the request when a trusted authority vouches for its name', async () => {
    const { port, seen } = await target(trusted.issue('hook.test'));
    const { guarded, asked } = client();
    await expect(guarded.send(`https://hook.test:${port}/`, post)).resolves.toBe(200);
    // The socket went to the one checked address; certificate, SNI and Host speak of the name.
    expect(asked).toEqual(['hook.test']);
    expect(seen).toEqual([{ host: `hook.test:${port}`, serverName: 'hook.test', body: post.body }]);
  });

  it.each([
    ['an authority that nobody trusts', unknown.issue('hook.test')],
    ['its name missing from the certificate', trusted.issue('other.test')],
    ['a certificate that has ended', trusted.issue('hook.test', -60_000)],
  ])('is refused with %s, before it has read a byte of the request', async (_fault, certificate) => {
    const { port, seen } = await target(certificate);
    const { guarded } = client();
    await expect(guarded.send(`https://hook.test:${port}/`, post)).rejects.toMatchObject({ name: 'EgressError', code: 'tls_failed', status: undefined });
    expect(seen).toEqual([]);
  });

  it('is refused when its certificate is for a name and the URL says its address', async () => {
    const { port } = await target(trusted.issue('hook.test'));
    await expect(client().guarded.send(`https://127.0.0.1:${port}/`, post)).rejects.toMatchObject({ code: 'tls_failed' });
  });

  it('is refused when it does not speak TLS', async () => {
    const port = await listen(createPlainServer((_request, response) => response.end()));
    await expect(client().guarded.send(`https://hook.test:${port}/`, post)).rejects.toMatchObject({ code: 'tls_failed' });
  });
});

it('NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment does not switch this off', async () => {
  const { port, seen } = await target(unknown.issue('hook.test'));
  const script = `
    import { GuardedClient } from '@parley/egress';
    const resolveName = async () => [{ address: '127.0.0.1', family: 4 }];
    const client = new GuardedClient({ allow: ['127.0.0.1'], resolveName });
    const end = await client.send('https://hook.test:${port}/', { method: 'POST', headers: {}, timeoutMs: 20_000 }).catch(({ code }) => code);
    process.stdout.write(String(end));
    await client.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '--input-type=module', '--eval', script], {
    cwd: import.meta.dirname, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  });
  expect(stdout).toBe('tls_failed');
  expect(seen).toEqual([]);
});
