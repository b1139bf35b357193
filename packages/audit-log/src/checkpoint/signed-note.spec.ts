import { describe, expect, it } from '@jest/globals';
import { newPrivateKey, signerFromText } from './private-key.js';
import { formatNote, parseNote } from './signed-note.js';
import { formatVerifierKey, parseVerifierKey } from './verifier-key.js';
import { verifyNote } from './verify-note.js';

/** The example that C2SP's signed-note gives. */
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SIGNED = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
const OTHER = '— example.org/other Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const key = parseVerifierKey(VKEY);
const note = (text: string) => parseNote(Buffer.from(text));

describe('a signed note', () => {
  it('is verified as the example of the specification, and written as it was', () => {
    expect(verifyNote(note(SIGNED), [key])).toEqual([key]);
    expect(formatNote(note(SIGNED)).toString()).toBe(SIGNED);
    expect(formatVerifierKey(key)).toBe(VKEY);
  });

  it('may have signatures of keys that nobody knows, and ends its text at the last empty line', async () => {
    expect(verifyNote(note(SIGNED + OTHER), [key])).toEqual([key]);
    const signer = signerFromText('a', newPrivateKey());
    const text = 'one\n\ntwo\n';
    const signature = Buffer.from(await signer.sign(Buffer.from(text)));
    const signed = formatNote({ text, signatures: [{ name: 'a', keyId: signer.key.id, signature }] });
    expect(parseNote(signed).text).toBe(text);
    expect(verifyNote(parseNote(signed), [key, signer.key])).toEqual([signer.key]);
  });

  it('is refused when nobody who is trusted signed it, or when one who is said to have did not', () => {
    expect(() => verifyNote(note(SIGNED), [])).toThrow(expect.objectContaining({ code: 'unknown_signer' }));
    expect(() => verifyNote(note(SIGNED.replace('example.com/foo', 'example.com/bar')), [key])).toThrow(expect.objectContaining({ code: 'unknown_signer' }));
    expect(() => verifyNote(note(SIGNED.replace('example message', 'example massage')), [key])).toThrow(expect.objectContaining({ code: 'bad_signature' }));
  });

  const signature = SIGNED.split('\n')[2] ?? '';
  it.each([
    ['', 'nothing'], ['text\n', 'no signatures'], [`text\n${signature}\n`, 'no empty line'], ['text\n\n', 'no signature'], [SIGNED.trimEnd(), 'no newline at its end'],
    [SIGNED.replace('—', '-'), 'another dash'], [SIGNED.replace('foo ', 'foo  '), 'two spaces'], [SIGNED.replace('example.com/foo', 'a+b'), 'a plus in the name'],
    [SIGNED.replace('example.com/foo', 'a\u00a0b'), 'a Unicode space in the name'], [SIGNED.replace('=\n', '\n'), 'base64 without padding'],
    ['text\n\n— a AAAAAA==\n', 'a signature that is a key id only'], [SIGNED.replace('an', '\t'), 'a control character'], [SIGNED.replaceAll('\n', '\r\n'), 'returns before newlines'],
    [`text\n\n${OTHER.repeat(101)}`, 'too many signatures'], [`${'x'.repeat(1_000_000)}\n\n${OTHER}`, 'too long a text'],
  ])('is not %#: %s', (text) => expect(() => note(text)).toThrow('This is no signed note'));

  it('is UTF-8', () => {
    const bytes = Buffer.from(SIGNED);
    bytes[3] = 0xff;
    expect(() => parseNote(bytes)).toThrow('not plain UTF-8');
  });

  it.each([
    '', 'example.com/foo', VKEY.replace('530d903a', '530d903b'), VKEY.replace('530d903a', '530D903A'), VKEY.replace('foo', 'bar'), VKEY.replace('foo', 'f o'),
    VKEY.slice(0, -4), `${VKEY}AAAA`, VKEY.replace('+Aek', '+Bek'), VKEY.slice(15), `${VKEY}\n`,
  ])('has no public key such as %j', (text) => expect(() => parseVerifierKey(text)).toThrow(expect.objectContaining({ code: 'malformed_key' })));
});
