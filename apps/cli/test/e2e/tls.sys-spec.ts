import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWithTls, type ParleyWithTls } from './support/parley-with-tls.js';

describe('npm start with a certificate', () => {
  let tls: ParleyWithTls;
  beforeAll(async () => {
    // A folder whose name a shell would take apart.
    tls = await startWithTls("parley's tls-");
  }, 200_000);
  afterAll(() => tls?.dispose(), 60_000);

  it('says a line to paste whose curl trusts the certificate and lists the apps', async () => {
    const [, line = ''] = /Paste this +(.*)\n/.exec(tls.process.output()) ?? [];
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${line} -w ' %{http_code}'`]);
    expect(stdout).toMatch(/^\{"apps":\[\],.*\} 200$/);
  }, 60_000);
});
