import { afterAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consistencyProof, formatVerifierKey, makeProof, openCheckpoint, signerFromText } from '../src/index.js';
import { checkpointOver, entriesOf, ORIGIN, reader, rootOver, signer } from './support/log.js';

const entries = entriesOf(20);
const base64 = (hashes: Buffer[]): string[] => hashes.map((hash) => hash.toString('base64'));
/** A key that Go's note package shows in its documentation. */
const SKEY = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';

const folder = mkdtempSync(join(tmpdir(), 'parley-go-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds the Go program from Debian's packages only; answers how to run it on an input. */
function builtGo(): (input: unknown) => Buffer {
  const env = { PATH: process.env['PATH'] ?? '', GOPATH: '/usr/share/gocode', GOCACHE: join(folder, 'cache'), GO111MODULE: 'off', GOFLAGS: '' };
  const program = join(folder, 'check');
  execFileSync('go', ['build', '-o', program, join(import.meta.dirname, 'reference/check.go')], { env });
  return (input) => execFileSync(program, { input: JSON.stringify(input), stdio: ['pipe', 'pipe', 'pipe'] });
}

it('Go\'s implementations of notes and logs believe this one, and are believed', async () => {
  const notes = await Promise.all(entries.map((_, index) => checkpointOver(entries.slice(0, index + 1))));
  const [proofs, steps]: [string[], unknown[]] = [[], []];
  for (const [last, note] of notes.entries()) {
    for (let index = 0; index <= last; index += 1) {
      proofs.push((await makeProof(entries[index]!, index, note, reader(entries), [signer.key])).toString());
      steps.push({ older: notes[index]!.toString(), newer: note.toString(), hashes: base64(await consistencyProof(reader(entries), index + 1, last + 1)) });
    }
  }
  const text = `${ORIGIN}/1\n${entries.length}\n${rootOver(entries).toString('base64')}\n`;
  const runGo = builtGo();
  const input = { vkey: formatVerifierKey(signer.key), skey: SKEY, text, proofs, steps };
  expect(openCheckpoint(runGo(input), [signerFromText('PeterNeumann', SKEY).key])).toMatchObject({ size: entries.length, root: rootOver(entries) });
  expect(() => runGo({ ...input, proofs: [proofs[3]!.replace('index 0', 'index 1')] })).toThrow();
});
