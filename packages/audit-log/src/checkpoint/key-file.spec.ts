import { afterAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint, signCheckpoint } from './checkpoint.js';
import { makeKeyFile, signerFromFile } from './key-file.js';
import { parseVerifierKey } from './verifier-key.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-audit-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The pair that golang.org/x/mod/sumdb/note shows in its documentation. */
const [SKEY, VKEY] = ['PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'];

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('the key file', () => {
  it('is made once, for its owner only, and signs', async () => {
    const path = join(folder, 'new/audit.key');
    expect(await signerFromFile(path, 'parley/test')).toBeUndefined();
    await makeKeyFile(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(makeKeyFile(path)).rejects.toMatchObject({ code: 'EEXIST' });
    const [signer, again] = [await signerFromFile(path, 'parley/test'), await signerFromFile(path, 'parley/test')];
    const checkpoint = { origin: 'parley/test/1', size: 0, root: Buffer.alloc(32), extensions: [] };
    expect(openCheckpoint(await signCheckpoint(checkpoint, signer!), [again!.key])).toEqual(checkpoint);
  });

  it('appears whole: a worker that starts at the same moment finds no file, or a key', async () => {
    const place = mkdtempSync(join(folder, 'watched-'));
    const events: string[] = [];
    const watching = watch(place, (what, name) => events.push(`${what} ${name}`));
    await makeKeyFile(join(place, 'audit.key'));
    // Later than all that befell the key.
    writeFileSync(join(place, 'end'), '');
    while (!events.includes('rename end')) await once(watching, 'change');
    watching.close();
    expect(events).toContain('rename audit.key');
    // Under its own name it is never written to.
    expect(events).not.toContain('change audit.key');
    expect(readdirSync(place).toSorted()).toEqual(['audit.key', 'end']);
  });

  it('may hold a private key as C2SP writes it', async () => {
    const signer = await signerFromFile(file('note.key', `${SKEY}\n`), 'PeterNeumann');
    expect(signer?.key).toEqual(parseVerifierKey(VKEY));
  });

  it('is refused when others may read it, when it is a link or a folder, or when it holds something else', async () => {
    for (const mode of [0o640, 0o604, 0o620, 0o666]) await expect(signerFromFile(file('open.key', SKEY, mode), 'PeterNeumann')).rejects.toThrow('chmod 600');
    symlinkSync(file('target.key', SKEY), join(folder, 'link.key'));
    await expect(signerFromFile(join(folder, 'link.key'), 'PeterNeumann')).rejects.toThrow('PARLEY_AUDIT_KEY_FILE: ');
    for (const text of ['', 'key', SKEY.replace('c74f20a3', 'c74f20a4'), SKEY.slice(0, -4)]) await expect(signerFromFile(file('bad.key', text), 'PeterNeumann')).rejects.toThrow('PARLEY_AUDIT_KEY_FILE: ');
    await expect(signerFromFile(file('named.key', SKEY), 'parley/test')).rejects.toThrow('another name');
  });
});
