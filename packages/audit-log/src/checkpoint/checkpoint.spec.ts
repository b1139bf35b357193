import { describe, expect, it } from '@jest/globals';
import { openCheckpoint, parseCheckpointText, signCheckpoint } from './checkpoint.js';
import { newPrivateKey, signerFromText } from './private-key.js';
import { treeOf, treeOrigin } from './tree-origin.js';

const signer = signerFromText('parley/test', newPrivateKey());
const checkpoint = { origin: 'parley/test/1', size: 20852163, root: Buffer.alloc(32, 7), extensions: [] };
const ROOT = checkpoint.root.toString('base64');

describe('a checkpoint', () => {
  it('reads as it was signed, by one key or several', async () => {
    const note = await signCheckpoint(checkpoint, signer, signerFromText('witness.example', newPrivateKey()));
    expect(openCheckpoint(note, [signer.key])).toEqual(checkpoint);
    expect(note.toString()).toMatch(new RegExp(`^parley/test/1\\n20852163\\n${ROOT.replaceAll('+', '\\+')}\\n\\n— parley/test [\\w+/]{91}=\\n— witness\\.example `));
  });

  it('keeps further lines and trees without entries', async () => {
    const other = { ...checkpoint, size: 0, extensions: ['more', 'lines'] };
    expect(openCheckpoint(await signCheckpoint(other, signer), [signer.key])).toEqual(other);
  });

  it.each([
    ['', 'nothing'], ['a\n1\n', 'two lines'], [`a\n1\n${ROOT}`, 'no newline at its end'], [`\n1\n${ROOT}\n`, 'no origin'],
    [`a\n01\n${ROOT}\n`, 'a zero before its size'], [`a\n-1\n${ROOT}\n`, 'a negative size'], [`a\n+1\n${ROOT}\n`, 'a sign'], [`a\n 1\n${ROOT}\n`, 'a space'],
    [`a\n9007199254740992\n${ROOT}\n`, 'a size that is too large'], ['a\n1\nAAAA\n', 'a short root'], [`a\n1\n${ROOT.slice(0, -1)}\n`, 'base64 without its padding'],
    [`a\n1\n${ROOT.replace(/.=$/, 'd=')}\n`, 'base64 of another spelling'], [`a\n1\n${ROOT}\n\n`, 'an empty line'],
  ])('is not %j: %s', (text) => expect(() => parseCheckpointText(text)).toThrow('This is no checkpoint'));

  it.each([{ origin: '' }, { origin: 'a\nb' }, { size: -1 }, { size: 1.5 }, { root: Buffer.alloc(31) }, { extensions: [''] }])('is not signed with %j', async (wrong) => {
    await expect(signCheckpoint({ ...checkpoint, ...wrong }, signer)).rejects.toMatchObject({ code: 'malformed_checkpoint' });
  });

  it('names its tree in its origin', () => {
    expect(treeOf('parley/test', treeOrigin('parley/test', 12))).toBe(12);
    for (const other of ['parley/test', 'parley/test/', 'parley/test/0', 'parley/test/01', 'parley/test/1/2', 'parley/tests/1', 'parley/test/1x']) {
      expect(treeOf('parley/test', other)).toBeUndefined();
    }
  });
});
