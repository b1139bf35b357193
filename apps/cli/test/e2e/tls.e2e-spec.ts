import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { basic } from './support/authorization.js';
import { eventually } from './support/eventually.js';
import { startWithTls, type ParleyWithTls } from './support/parley-with-tls.js';
import { stillRunning } from './support/process-table.js';
import type { Credentials } from './support/running-parley.js';

const SECONDS = 1000;
const HEALTHCHECK = join(import.meta.dirname, '../../../../infra/images/healthcheck.mjs');

/** `parley up` with a certificate of the operator's: the API listens with TLS, and everything that asks it does so by https. */
describe('npm start with PARLEY_TLS_CERT and PARLEY_TLS_KEY', () => {
  let tls: ParleyWithTls;
  const credentials = () => JSON.parse(readFileSync(join(tls.dataDir, 'credentials.json'), 'utf8')) as Credentials;

  beforeAll(async () => {
    tls = await startWithTls('parley-tls-');
  }, 200 * SECONDS);
  afterAll(() => tls?.dispose(), 60 * SECONDS);

  /** The name in the certificate that the API shows. */
  const shown = () =>
    new Promise<string>((resolve, reject) => {
      const socket: TLSSocket = connect({ port: tls.port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.on('error', reject);
    });
  const healthcheck = () => promisify(execFile)(process.execPath, [HEALTHCHECK, 'api'], { env: { PARLEY_PORT: `${tls.port}`, PARLEY_TLS_CERT: tls.cert } });

  it('is ready, and announces https and a line whose curl trusts this certificate', () => {
    expect(tls.process.output()).toContain(`The API answers at  https://127.0.0.1:${tls.port}\n`);
    const [, line = ''] = /Paste this +(.*)\n/.exec(tls.process.output()) ?? [];
    expect(line).toContain(`curl -s --cacert '${tls.cert}' -u `);
    expect(line).toContain(` https://127.0.0.1:${tls.port}/v2/apps`);
  });

  it('writes an address and a key that work for who trusts the certificate', async () => {
    const { baseUrl, accountKey } = credentials();
    const answer = await new Promise<unknown>((resolve, reject) => {
      request(`${baseUrl}/v2/apps`, { ca: tls.first, headers: { authorization: basic(accountKey) } }, (response) => void text(response).then(JSON.parse).then(resolve, reject)).on('error', reject).end();
    });
    expect(answer).toMatchObject({ apps: [] });
  });

  it('the images’ health check asks it by https', async () => {
    expect(await healthcheck()).toEqual({ stdout: '', stderr: '' });
  });

  it('serves replaced certificate files without a restart', async () => {
    const apps = tls.process.processes().filter(({ command }) => command.endsWith('dist/main.js'));
    expect(apps).toHaveLength(2);
    expect(await shown()).toBe('first');
    tls.renew('second');
    await eventually('the second certificate', async () => (await shown()) === 'second', 60);
    expect(stillRunning(apps)).toEqual(apps);
  }, 90 * SECONDS);

  it('stops and leaves no process; then the health check fails', async () => {
    await tls.process.stop();
    await expect(healthcheck()).rejects.toMatchObject({ code: 1 });
  }, 60 * SECONDS);
});
