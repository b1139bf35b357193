import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type ConnectionOptions, type Server, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@parley/kernel';
import { makeCertificate } from '@parley/testing';
import { reloadCertificates } from '../src/server/certificate-reload.js';
import { startApi, type RunningApi } from './support/running-api.js';

describe('the TLS listener', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  const write = (pair: { cert: string; key: string }) => {
    writeFileSync(files.cert, pair.cert);
    writeFileSync(files.key, pair.key);
  };
  let api: RunningApi;
  let stop: () => void;

  beforeAll(async () => {
    write(makeCertificate('first'));
    api = await startApi({ env: 'development', tlsCert: files.cert, tlsKey: files.key });
    stop = reloadCertificates(api.app.getHttpServer() as unknown as Server, files, createLogger('api', 'silent'));
  });
  afterAll(async () => {
    stop();
    await api.close();
    rmSync(folder, { recursive: true });
  });

  const handshake = (options: ConnectionOptions = {}) =>
    new Promise<{ protocol: string | null; cipher: string; name: string }>((resolve, reject) => {
      const socket: TLSSocket = connect({ port: Number(new URL(api.url).port), host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
        resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().standardName, name: String(socket.getPeerCertificate().subject.CN) });
        socket.destroy();
      });
      socket.on('error', reject);
    });

  it.each([
    [{ minVersion: 'TLSv1.3' }, 'TLSv1.3', 'TLS_AES_256_GCM_SHA384'],
    [{ maxVersion: 'TLSv1.2' }, 'TLSv1.2', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
    [{ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }, 'TLSv1.2', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  ] as const)('%j agrees on a 256-bit AEAD suite', async (options, protocol, cipher) => {
    expect(await handshake(options)).toMatchObject({ protocol, cipher });
  });

  it.each([
    [{ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
    [{ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }],
    [{ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA' }],
    [{ minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' }],
  ] as const)('%j is refused', async (options) => {
    await expect(handshake(options)).rejects.toThrow();
  });

  it('answers with HSTS of two years, and takes credentials', async () => {
    const { status, headers } = await new Promise<{ status?: number; headers: Record<string, unknown> }>((resolve, reject) => {
      request(`${api.url}/v2/apps`, { rejectUnauthorized: false, headers: { authorization: api.accountKey.basic } }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, headers: response.headers });
      }).on('error', reject).end();
    });
    expect([status, headers['strict-transport-security']]).toEqual([200, 'max-age=63072000; includeSubDomains']);
  });

  it('takes renewed certificates when the files change, and keeps the old pair while the new one is unusable', async () => {
    expect((await handshake()).name).toBe('first');
    writeFileSync(files.cert, 'rubbish');
    await delay(600);
    expect((await handshake()).name).toBe('first');
    write(makeCertificate('second'));
    const deadline = performance.now() + 15_000;
    let { name } = await handshake();
    while (name !== 'second' && performance.now() < deadline) {
      await delay(50);
      ({ name } = await handshake());
    }
    expect(name).toBe('second');
  });
});
