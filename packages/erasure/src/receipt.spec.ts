import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { signerOf, signNote } from '@parley/audit-log';
import { asAppId } from '@parley/kernel';
import { openReceipt, signReceipt } from './receipt.js';

const newSigner = () => signerOf('audit.example/parley', generateKeyPairSync('ed25519').privateKey);
const signer = newSigner();
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const receipt = await signReceipt({
  id: 'e1', appId: asAppId('a1'), kind: 'user', targetId: 'u1', requestedAt: at(0), destroyedAt: at(1), completedAt: at(2),
  keys: [{ subject: 'user:u1', generation: 1, keyId: 'ab' }, { subject: 'user:u1', generation: 2, keyId: null }], counts: { rows: 3, events: 1 },
}, signer);
const open = (text: string, key = signer.key) => openReceipt(Buffer.from(text), [key]);

describe('a receipt', () => {
  it('says what was erased, when, by which keys, and from when no copy opens it', () => {
    expect(open(receipt)).toEqual([
      'erasure e1', 'app a1', 'erased user u1', 'requested 2026-01-01T00:00:00.000Z', 'completed 2026-01-01T00:00:02.000Z',
      'no copy of the database that was made before 2026-01-01T00:00:01.000Z opens it',
      'removed events 1', 'removed rows 3', 'destroyed key user:u1 1 ab', 'destroyed key user:u1 2 unreadable',
    ]);
  });

  it('does not hold with anything altered, under another key, or where the same key signed something else', async () => {
    expect(() => open(receipt.replace('rows 3', 'rows 4'))).toThrow(expect.objectContaining({ code: 'bad_signature' }));
    expect(() => open(receipt, newSigner().key)).toThrow(expect.objectContaining({ code: 'unknown_signer' }));
    const other = (await signNote('audit.example/parley/1\n3\nroot\n', signer)).toString();
    expect(() => open(other)).toThrow(expect.objectContaining({ code: 'malformed_note' }));
    expect(() => open('no note')).toThrow(expect.objectContaining({ code: 'malformed_note' }));
  });
});
