import { describe, expect, it } from '@jest/globals';
import { verifyKey } from 'discord-interactions';
import { Webhook } from 'standardwebhooks';
import { verifyMessageBird } from '../../src/signatures/messagebird.js';
import type { SignedCall } from '../../src/signatures/signed-call.js';
import { answerCrc } from '../../src/signatures/x-crc.js';
import { MESSAGEBIRD, MESSAGEBIRD_REFUSED } from './messagebird-cases.js';
import { discord, OWN } from './own-cases.js';
import { json, type Place } from './place.js';
import { NO_CALL, PUBLISHED, VECTORS } from './published-cases.js';
import { hmac } from './web-crypto.js';

const CASES = [...PUBLISHED, ...MESSAGEBIRD, ...OWN];

/** Every call that differs in one byte of a place. */
const altered = (call: SignedCall, place: Place): readonly SignedCall[] => {
  const bytes = place.read(call);
  return Array.from(bytes, (byte, index) => place.write(call, Buffer.from(bytes).fill(byte ^ 1, index, index + 1)));
};

const seconds = (call: SignedCall, time: number): SignedCall => ({ ...call, now: new Date(time * 1000) });

it('the table has every vector: 17 of the collection, 24 of MessageBird that pass and 20 that do not', () => {
  const rows = VECTORS.filter(({ channel }) => !NO_CALL.includes(channel)).length;
  expect(new Set(PUBLISHED.map(({ name }) => name.replace(/\.\d+\)$/, ''))).size).toBe(rows);
  expect([rows, MESSAGEBIRD.length, MESSAGEBIRD_REFUSED.length]).toEqual([17, 24, 20]);
});

describe.each(CASES)('$name', ({ call, verify, given, signature, signed, hex, time, once }) => {
  const verdicts = (calls: readonly SignedCall[]) => calls.map(verify);
  const verified = (calls: readonly SignedCall[]) => verdicts(calls).map((verdict) => verdict.verified);

  it('verifies, and tells what the vendor uses once', () => {
    expect(verify(call)).toMatchObject({ verified: true, ...(once === undefined ? {} : { once }) });
  });

  it('verifies by any of the current secrets, and by no other; an empty one is none', () => {
    const [secret = ''] = call.secrets;
    const other = secret.replace(/[a-z0-9](?=[^a-z0-9]*$)/i, (letter) => (letter === '1' ? '2' : '1'));
    expect(verified([{ ...call, secrets: [other, secret] }, { ...call, secrets: [secret, other] }, { ...call, secrets: ['', secret] }])).toEqual([true, true, true]);
    expect(verify({ ...call, secrets: [other] })).toMatchObject({ verified: false, reason: 'mismatch' });
    expect(verdicts([{ ...call, secrets: [] }, { ...call, secrets: [''] }])).toEqual([{ verified: false, reason: 'no_secret', part: 'secrets' }, { verified: false, reason: 'no_secret', part: 'secrets' }]);
  });

  it('does not verify with any byte altered, of the signature or of what is signed, and says why by constants', () => {
    // A token's parts are all of it, and each costs more than a hash.
    for (const place of new Set(signed.includes(signature) ? signed : [signature, given, ...signed])) {
      const said = verdicts(altered(call, place)).map((verdict) => (verdict.verified ? 'VERIFIED' : Object.values(verdict).join(' ')));
      expect(said.length).toBeGreaterThan(0);
      // Neither the secret nor anything that stood in the call.
      expect([place.name, said.filter((verdict) => !/^false [a-z_]+ [a-z][\w.-]{1,40}$/i.test(verdict))]).toEqual([place.name, []]);
    }
  });

  it('does not verify with a signature that is shorter or longer', () => {
    const bytes = signature.read(call);
    expect(verified([bytes.subarray(1), bytes.subarray(0, -1), Buffer.concat([bytes, bytes.subarray(0, 1)])].map((other) => signature.write(call, other)))).toEqual([false, false, false]);
  });

  it('does not verify without a part of it, or with it twice', () => {
    for (const place of [given, ...signed]) {
      if (place.without !== undefined) expect(verify(place.without(call))).toMatchObject({ verified: false });
      for (const twice of place.twice?.(call) ?? []) expect(verify(twice)).toMatchObject({ verified: false });
    }
    if (given.without !== undefined) expect(verify(given.without(call))).toMatchObject({ verified: false, reason: 'missing' });
  });

  if (hex !== undefined) {
    it(`takes hex digits in ${hex === 'either' ? 'either case' : 'lower case only'}`, () => {
      const text = given.read(call).toString();
      const start = text.lastIndexOf('=') + 1;
      const upper = given.write(call, Buffer.from(text.slice(0, start) + text.slice(start).toUpperCase()));
      expect(verify(upper).verified).toBe(hex === 'either');
    });
  }

  if (time !== undefined) {
    const { at, defaultWindow } = time;
    it(`holds for ${defaultWindow === undefined ? 'ever' : `${defaultWindow} s`}, or as long as the caller says`, () => {
      const judged = (window: number, asked: object) =>
        [at + window, at - window, at + window + 1, at - window - 1].map((when) => verify({ ...seconds(call, when), ...asked })).map((verdict) => (verdict.verified ? 'verified' : verdict.reason));
      expect(judged(60, { windowSeconds: 60 })).toEqual(['verified', 'verified', 'old', 'early']);
      if (defaultWindow === undefined) expect(judged(400_000_000, {})).toEqual(['verified', 'verified', 'verified', 'verified']);
      else expect(judged(defaultWindow, {})).toEqual(['verified', 'verified', 'old', 'early']);
    });
  }
});

it.each(MESSAGEBIRD_REFUSED)('MessageBird refuses: $name', ({ call, verdict }) => {
  expect(verdict).toBeDefined();
  expect(verifyMessageBird(call)).toEqual(verdict);
});

it('X is told that we know the secret, as its documents compute it', async () => {
  const [row] = VECTORS.filter(({ channel }) => channel === 'x');
  expect(answerCrc(row?.crc_token ?? '', row?.secret ?? '')).toEqual({ response_token: row?.expected });
  expect(answerCrc('challenge, é', 'secret')).toEqual({ response_token: `sha256=${(await hmac('SHA-256', 'secret', 'challenge, é')).toString('base64')}` });
});

it("Discord's own library judges every altered call as we do", async () => {
  const { call, verify, signature, signed } = await discord();
  const calls = [call, ...[signature, ...signed].flatMap((place) => altered(call, place))];
  const theirs = await Promise.all(calls.map(({ rawBody, headers, secrets: [key = ''] }) => verifyKey(Buffer.from(rawBody), String(headers['x-signature-ed25519']), String(headers['x-signature-timestamp']), key)));
  expect(calls.map((each) => verify(each).verified)).toEqual(theirs);
});

it("Mailgun: of a subaccount's event the primary account's key verifies the parent's signature, and the subaccount's its own", () => {
  const [found] = PUBLISHED.filter(({ name }) => name.startsWith('mailgun'));
  const { call, verify, given, once } = found!;
  const [right, wrong] = [given.read(call).toString(), '0'.repeat(64)];
  const signed = (own: string, parent: string) => json('parent-signature', 'signature').write(given.write(call, Buffer.from(own)), Buffer.from(parent));
  expect([signed(wrong, right), signed(right, wrong)].map(verify)).toEqual([{ verified: true, once }, { verified: true, once }]);
  expect(verify(signed(wrong, wrong))).toEqual({ verified: false, reason: 'mismatch', part: 'signature' });
});

it('Standard Webhooks: what the official library signs verifies, one signature among several too', () => {
  const [found] = PUBLISHED.filter(({ name }) => name.includes('Standard Webhooks'));
  const { call, verify } = found!;
  const [id, now] = ['msg_1', new Date()];
  const [theirs, other] = [call.secrets[0]!, 'whsec_b3RoZXIgc2VjcmV0IG9mIGEgc2VuZGVy'].map((secret) => new Webhook(secret).sign(id, now, Buffer.from(call.rawBody).toString()));
  const signed = (signatures: string) => verify({ ...call, now, headers: { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': signatures } });
  expect(signed(theirs!)).toEqual({ verified: true, once: id });
  expect(signed(`${other!} v1a,bm90IG91cnM= ${theirs!}`)).toEqual({ verified: true, once: id });
  expect(signed(other!)).toMatchObject({ verified: false, reason: 'mismatch' });
});
