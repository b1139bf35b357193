import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCertificate } from '@parley/testing';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { basic } from './support/authorization.js';
import { eventually } from './support/eventually.js';
import { freePorts } from './support/ports.js';
import { stillRunning } from './support/process-table.js';
import type { Credentials } from './support/running-parley.js';
import { shellProcess, type ShellProcess } from './support/shell-process.js';

const SECONDS = 1000;
const MAIN = join(import.meta.dirname, '../../dist/main.js');
const HEALTHCHECK = join(import.meta.dirname, '../../../../infra/images/healthcheck.mjs');

/** `parley up` with a certificate of the operator's: the API listens with TLS, and everything that asks it does so by https. */
describe('npm start with PARLEY_TLS_CERT and PARLEY_TLS_KEY', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  const [cert, key, dataDir] = ['tls.crt', 'tls.key', 'data'].map((name) => join(folder, name)) as [string, string, string];
  const write = (pair: { cert: string; key: string }): void => {
    writeFileSync(cert, pair.cert);
    writeFileSync(key, pair.key);
  };
  const first = makeCertificate('first');
  let port: number;
  let parley: ShellProcess;
  const credentials = () => JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')) as Credentials;

  beforeAll(async () => {
    write(first);
    const [api = 0, metrics, workerMetrics] = await freePorts(3);
    port = api;
    const { PATH = '', HOME = '' } = process.env;
    parley = shellProcess(`exec '${process.execPath}' '${MAIN}' up`, folder, {
      PATH, HOME, PARLEY_DATA_DIR: dataDir, PARLEY_TLS_CERT: cert, PARLEY_TLS_KEY: key,
      PARLEY_PORT: `${port}`, PARLEY_METRICS_PORT: `${metrics}`, PARLEY_WORKER_METRICS_PORT: `${workerMetrics}`,
    });
    await eventually('the line to paste', () => {
      if (!parley.running()) throw new Error(parley.output());
      return parley.output().includes('Paste this');
    }, 180);
  }, 200 * SECONDS);
  afterAll(async () => {
    await parley.stop();
    rmSync(folder, { recursive: true });
  }, 60 * SECONDS);

  /** The name in the certificate that the API shows. */
  const shown = () =>
    new Promise<string>((resolve, reject) => {
      const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.on('error', reject);
    });
  const healthcheck = () => promisify(execFile)(process.execPath, [HEALTHCHECK, 'api'], { env: { PARLEY_PORT: `${port}`, PARLEY_TLS_CERT: cert } });

  it('is ready, and announces https and a line whose curl trusts this certificate', () => {
    expect(parley.output()).toContain(`The API answers at  https://127.0.0.1:${port}\n`);
    const [, line = ''] = /Paste this +(.*)\n/.exec(parley.output()) ?? [];
    expect(line).toContain(`curl -s --cacert '${cert}' -u `);
    expect(line).toContain(` https://127.0.0.1:${port}/v2/apps`);
  });

  it('writes an address and a key that work for who trusts the certificate', async () => {
    const { baseUrl, accountKey } = credentials();
    const answer = await new Promise<unknown>((resolve, reject) => {
      request(`${baseUrl}/v2/apps`, { ca: first.cert, headers: { authorization: basic(accountKey) } }, (response) => void text(response).then(JSON.parse).then(resolve, reject)).on('error', reject).end();
    });
    expect(answer).toMatchObject({ apps: [] });
  });

  it('the images’ health check asks it by https', async () => {
    expect(await healthcheck()).toEqual({ stdout: '', stderr: '' });
  });

  it('serves replaced certificate files without a restart', async () => {
    const running = parley.processes();
    expect(await shown()).toBe('first');
    write(makeCertificate('second'));
    await eventually('the second certificate', async () => (await shown()) === 'second', 60);
    expect(stillRunning(running)).toEqual(running);
  }, 90 * SECONDS);

  it('stops and leaves no process; then the health check fails', async () => {
    expect(await parley.stop()).toEqual([]);
    await expect(healthcheck()).rejects.toMatchObject({ code: 1 });
  }, 60 * SECONDS);
});
