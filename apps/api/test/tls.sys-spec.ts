import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type RunningApi } from './support/running-api.js';

/** Runs Debian's openssl and answers what it printed, whatever its exit code: a refused handshake is an answer too. */
const openssl = (...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile('openssl', args, { timeout: 20_000 }, (_error, stdout, stderr) => resolve(stdout + stderr)).stdin?.end('Q\n');
  });

describe('the TLS listener, seen by openssl', () => {
  let folder: string;
  let api: RunningApi;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', cert);
    api = await startApi({ tlsCert: cert, tlsKey: key });
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });

  /** The cipher that a handshake ended with; `none` when it was refused. */
  const cipher = async (...options: string[]): Promise<string> => {
    const text = await openssl('s_client', '-connect', `127.0.0.1:${new URL(api.url).port}`, ...options);
    const name = /Cipher(?: is|\s*:) ([^\s]+)/.exec(text)?.[1] ?? `no answer: ${text}`;
    return name === '(NONE)' || name === '0000' ? 'none' : name;
  };

  it('speaks TLS 1.3 and 1.2 with 256-bit AEAD suites', async () => {
    expect(await cipher('-tls1_3')).toBe('TLS_AES_256_GCM_SHA384');
    expect(await cipher('-tls1_2')).toBe('ECDHE-ECDSA-AES256-GCM-SHA384');
  });

  // The client's own security level is lowered, so that it is the server who refuses.
  it.each([
    ['TLS 1.0', ['-tls1', '-cipher', 'ALL:@SECLEVEL=0']],
    ['TLS 1.1', ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0']],
    ['128-bit suites of TLS 1.2', ['-tls1_2', '-cipher', 'AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0']],
    ['CBC suites of TLS 1.2', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0']],
    ['128-bit suites of TLS 1.3', ['-tls1_3', '-ciphersuites', 'TLS_AES_128_GCM_SHA256']],
  ])('refuses %s', async (_name, options) => {
    expect(await cipher(...options)).toBe('none');
  });
});
