import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const INSTALLER = pathToFileURL(join(import.meta.dirname, '../dist/jest/debian-packages.js')).href;

/** Debian's own apt, which knows of no source: it fails at once, without a network, and changes nothing of this machine. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-apt-'));
  writeFileSync(join(folder, 'apt.conf'), `Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "/dev/null"; Dir::State::lists "${folder}"; Dir::Cache "${folder}"; APT::Sandbox::User "root";\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const install = async (...names: string[]): Promise<{ code: number; err: string }> => {
  const code = `const { installDebianPackages } = await import(${JSON.stringify(INSTALLER)}); installDebianPackages(${JSON.stringify(names)}); console.log('installed');`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', code], { env: { PATH: process.env.PATH, APT_CONFIG: join(folder, 'apt.conf') } }, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), err: err + out });
    });
  });
};

it('a package that cannot be installed is a failure, not a skip', async () => {
  const { code, err } = await install('openssl', 'parley-no-such-package');
  expect(code).toBe(1);
  expect(err).toMatch(/^Installing parley-no-such-package\n/);
  expect(err).toContain('Command failed: apt-get install');
  expect(err).not.toContain('installed\n');
});

it('what is there is not installed again', async () => {
  expect(await install('openssl')).toEqual({ code: 0, err: 'installed\n' });
});
