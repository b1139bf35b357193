import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './e2e/support/ports.js';
import { runCli } from './run-cli.js';

/** Each start that cannot be: one line that names the cause, exit code 1, nothing left behind. */
describe('npm start refuses, in one line,', () => {
  let dataDir: string;
  let settings: Record<string, string>;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-errors-'));
    const [port, metrics, workerMetrics] = await freePorts(3);
    settings = {
      PARLEY_DATA_DIR: dataDir, PARLEY_PORT: `${port}`, PARLEY_METRICS_PORT: `${metrics}`, PARLEY_WORKER_METRICS_PORT: `${workerMetrics}`,
    };
  });

  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const refusal = async (changes: Record<string, string> = {}): Promise<string> => {
    const { code, out, err } = await runCli(['up'], { ...settings, ...changes });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^parley: [^\n]+\n$/);
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    return err;
  };

  it('a wrong setting', async () => {
    expect(await refusal({ PARLEY_PORT: 'x' })).toContain('PARLEY_PORT must be');
  });

  it('an unknown setting', async () => {
    expect(await refusal({ PARLEY_PROT: '1' })).toContain('PARLEY_PROT is not a setting; the closest is PARLEY_PORT');
  });

  it.each(['PARLEY_PORT', 'PARLEY_METRICS_PORT', 'PARLEY_WORKER_METRICS_PORT'])('a port in use (%s)', async (name) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await refusal({ [name]: `${port}` })).toContain(`Port ${port} of 127.0.0.1 is in use: ${name}`);
    server.close();
  });

  it('a data directory that is a file', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    expect(await refusal({ PARLEY_DATA_DIR: file })).toContain(`The data directory ${file} cannot be used (EEXIST)`);
  });

  it('a data directory that cannot be read', async () => {
    chmodSync(dataDir, 0o000);
    // Root may read everything; for it a folder below a file stands for what cannot be reached.
    const root = process.getuid?.() === 0;
    const path = root ? join('/dev/null', 'parley') : dataDir;
    expect(await refusal({ PARLEY_DATA_DIR: path })).toContain(`The data directory ${path} cannot be used (${root ? 'ENOTDIR' : 'EACCES'})`);
    chmodSync(dataDir, 0o700);
  });

  it('a folder with somebody else’s files', async () => {
    mkdirSync(join(dataDir, 'photos'));
    expect(await refusal()).toContain('is not empty and not Parley');
    expect(readdirSync(dataDir)).toEqual(['photos']);
  });

  it('a data directory of a newer version', async () => {
    writeFileSync(join(dataDir, 'version'), JSON.stringify({ format: 99, environment: 'development', provisioned: true }));
    expect(await refusal()).toContain('was written by a newer version of Parley');
  });

  it('a damaged version file', async () => {
    writeFileSync(join(dataDir, 'version'), '{');
    expect(await refusal()).toContain('damaged version file');
  });

  it('a data directory that was made for another environment', async () => {
    writeFileSync(join(dataDir, 'version'), JSON.stringify({ format: 1, environment: 'production', provisioned: false }));
    expect(await refusal()).toContain('was made for PARLEY_ENV=production and does not start as development');
  });

  it('production with the embedded database, unless it is allowed', async () => {
    const production = { PARLEY_ENV: 'production', PARLEY_TRUSTED_PROXIES: '127.0.0.1' };
    expect(await refusal(production)).toContain('PARLEY_EMBEDDED_OK=1');
  });

  it('production with a plain listener', async () => {
    expect(await refusal({ PARLEY_ENV: 'production', PARLEY_EMBEDDED_OK: '1' })).toContain('PARLEY_TLS_CERT');
  });

  it('a database of the operator’s that does not answer, when it should be migrated', async () => {
    const [port] = await freePorts(1);
    const url = `postgres://u:secret@127.0.0.1:${port}/p`;
    const told = await refusal({ DATABASE_URL: url, PARLEY_ADMIN_DATABASE_URL: url });
    expect(told).toContain('The database does not answer (ECONNREFUSED)');
    expect(told).not.toContain('secret');
  });
});
