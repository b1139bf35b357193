import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const LINT = 'packages/tooling/lint/lint.mjs';

/** Made here, never written in this repository. */
const privateKey = (): string => String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
const token = (): string => `const token = '${'gh'}p_${randomBytes(18).toString('hex')}';\n`;
const databaseUrl = (): string => `DATABASE_URL=${'postgres'}://admin:${randomBytes(12).toString('hex')}@db.parley.dev/parley\n`;

/** A checkout of one file, with the lint that is ours: its other steps pass. */
describe('The lint', () => {
  let checkout: string;
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    writeFileSync(join(checkout, file), text);
  };
  const program = (name: string, script: string): void => {
    write(`node_modules/.bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(join(checkout, 'node_modules/.bin', name), 0o755);
  };
  const lint = async (): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [join(checkout, LINT)], (error, out) => resolve({ code: Number(error?.code ?? 0), out }));
    });

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'parley-secrets-'));
    program('node', 'exit 0');
    program('secretlint', `exec ${join(ROOT, 'node_modules/.bin/secretlint')} "$@"`);
    symlinkSync(join(ROOT, 'node_modules/@secretlint'), join(checkout, 'node_modules/@secretlint'));
    mkdirSync(dirname(join(checkout, LINT)), { recursive: true });
    for (const file of [LINT, '.secretlintrc.json', '.gitignore']) copyFileSync(join(ROOT, file), join(checkout, file));
    write('README.md', '# Words\n');
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  it('passes what holds no secret', async () => {
    expect(await lint()).toEqual({ code: 0, out: expect.stringContaining('lint secrets: passed') });
  });

  it.each<[string, string, () => string]>([
    ['a private key', 'infra/tls.pem', privateKey], ['a token in a source', 'packages/a/src/deep/er/a.ts', token],
    ['the database’s password', 'docs/notes.md', databaseUrl], ['a token in a hidden folder', '.ci/deploy', token],
  ])('refuses %s, and does not show it', async (_what, file, secret) => {
    const text = secret();
    write(file, text);
    const { code, out } = await lint();
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('lint secrets: failed') });
    expect(out).toContain(file);
    for (const word of text.split(/[\s'/:@]/).filter(({ length }) => length > 20)) expect(out).not.toContain(word);
  });

  it('leaves alone what git ignores: the data directory holds credentials', async () => {
    write('.parley/credentials.json', token());
    expect((await lint()).code).toBe(0);
  });
});
