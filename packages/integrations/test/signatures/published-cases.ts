import { readFileSync } from 'node:fs';
import { verifyLine, verifyMeta, verifyViber } from '../../src/signatures/body-hmac.js';
import { verifyMailgun, MAILGUN_WINDOW_SECONDS } from '../../src/signatures/mailgun.js';
import { verifySlack } from '../../src/signatures/slack.js';
import { verifyStandardWebhooks } from '../../src/signatures/standard-webhooks.js';
import { verifyTwilio } from '../../src/signatures/twilio.js';
import { verifyVonageSms, type VonageSignatureMethod } from '../../src/signatures/vonage-sms.js';
import { verifyWeChatEncrypted } from '../../src/signatures/wechat.js';
import { body, decoded, form, header, json, query, url } from './place.js';
import { callOf, type SignatureCase } from './signature-case.js';

export interface Vector {
  readonly channel: string;
  readonly source?: string;
  readonly secret?: string;
  readonly expected: string;
  readonly body?: string;
  readonly timestamp?: string;
  readonly token?: string;
  readonly url?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly algorithm?: string;
  readonly id?: string;
  readonly parts?: readonly string[];
  readonly crc_token?: string;
}

const SIGNATURE = json('signature', 'signature');
const FORM = 'application/x-www-form-urlencoded';

export const VECTORS = (JSON.parse(readFileSync(new URL('vectors/published.json', import.meta.url), 'utf8')) as { vectors: Vector[] }).vectors;

const at = (seconds: string | undefined) => new Date(Number(seconds) * 1000);

/** A hash over the body in one header. */
const overBody = (verify: SignatureCase['verify'], name: string, encoding: 'hex' | 'base64', before = '') => ({ secret = '', body: text = '', expected }: Vector) => ({
  call: callOf({ body: text, secrets: [secret], headers: { [name]: expected } }),
  verify, given: header(name), signature: decoded(header(name), encoding, before), signed: [body], hex: encoding === 'hex' ? ('lower' as const) : undefined,
});

/** What a row of the file gives: one case, or one for each form in which a call may come. */
const READERS: Readonly<Record<string, (vector: Vector) => Omit<SignatureCase, 'name'> | readonly Omit<SignatureCase, 'name'>[]>> = {
  meta: overBody(verifyMeta, 'x-hub-signature-256', 'hex', 'sha256='),
  line: overBody(verifyLine, 'x-line-signature', 'base64'),
  viber: overBody(verifyViber, 'x-viber-content-signature', 'hex'),
  slack: ({ secret = '', body: text = '', timestamp = '', expected }) => ({
    call: callOf({ body: text, secrets: [secret], now: at(timestamp), headers: { 'x-slack-signature': expected, 'x-slack-request-timestamp': timestamp } }),
    verify: verifySlack, given: header('x-slack-signature'), signature: decoded(header('x-slack-signature'), 'hex', 'v0='),
    signed: [body, header('x-slack-request-timestamp')], hex: 'lower', time: { at: Number(timestamp), defaultWindow: 300 },
  }),
  twilio: ({ secret = '', url: called = '', params = {}, body: text, expected }) => ({
    call: callOf({ url: called, secrets: [secret], body: text ?? new URLSearchParams(params).toString(), headers: { 'x-twilio-signature': expected, 'content-type': text === undefined ? FORM : 'application/json' } }),
    verify: verifyTwilio, given: header('x-twilio-signature'), signature: decoded(header('x-twilio-signature'), 'base64'), signed: [body, url],
  }),
  wechat: ({ parts: [timestamp = '', nonce = '', encrypt = ''] = [], expected, ...vector }) => ({
    call: callOf({ body: encrypt, secrets: [(vector as unknown as { token: string }).token], url: `https://parley.example/wechat?timestamp=${timestamp}&nonce=${nonce}&msg_signature=${expected}` }),
    verify: (call) => verifyWeChatEncrypted(call, Buffer.from(call.rawBody).toString()),
    given: query('msg_signature'), signature: decoded(query('msg_signature'), 'hex'), signed: [body, query('timestamp'), query('nonce')], hex: 'lower',
  }),
  vonage: ({ secret = '', params = {}, algorithm, expected }) => {
    const [rest, fields] = [{ secrets: [secret] }, { ...params, sig: expected }];
    const known = { verify: (call: Parameters<SignatureCase['verify']>[0]) => verifyVonageSms(call, algorithm as VonageSignatureMethod), hex: 'either' as const, time: { at: Number(params.timestamp) } };
    return [
      { ...known, call: callOf({ ...rest, body: new URLSearchParams(fields).toString(), headers: { 'content-type': FORM } }), given: form('sig'), signature: decoded(form('sig'), 'hex'), signed: [body] },
      { ...known, call: callOf({ ...rest, body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } }), given: json('sig'), signature: decoded(json('sig'), 'hex'), signed: [body] },
      { ...known, call: callOf({ ...rest, url: `https://parley.example/vonage?${new URLSearchParams(fields).toString()}` }), given: query('sig'), signature: decoded(query('sig'), 'hex'), signed: Object.keys(params).map(query) },
    ];
  },
  mailgun: ({ secret = '', timestamp = '', token = '', expected }) => ({
    call: callOf({ body: JSON.stringify({ signature: { timestamp, token, signature: expected } }), secrets: [secret], now: at(timestamp) }),
    verify: (call) => verifyMailgun((JSON.parse(Buffer.from(call.rawBody).toString()) as { signature: object }).signature, call),
    given: SIGNATURE, signature: decoded(SIGNATURE, 'hex'), signed: [json('timestamp', 'signature'), json('token', 'signature')],
    hex: 'lower', time: { at: Number(timestamp), defaultWindow: MAILGUN_WINDOW_SECONDS }, once: token,
  }),
  'bird (Standard Webhooks) / our own webhooks': ({ secret = '', id = '', timestamp = '', body: text = '', expected }) => ({
    call: callOf({ body: text, secrets: [secret], now: at(timestamp), headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': expected } }),
    verify: verifyStandardWebhooks, given: header('webhook-signature'), signature: decoded(header('webhook-signature'), 'base64', 'v1,'),
    signed: [body, header('webhook-id'), header('webhook-timestamp')], time: { at: Number(timestamp), defaultWindow: 300 }, once: id,
  }),
};

/** Rows that are no call: X's answer to a challenge has its own spec. */
export const NO_CALL = ['x'];

/** A case, or several, for every row of the file but those of NO_CALL. */
export const PUBLISHED: readonly SignatureCase[] = VECTORS.filter(({ channel }) => !NO_CALL.includes(channel)).flatMap((vector, row) => {
  const reader = READERS[vector.channel];
  if (reader === undefined) throw new Error(`a row for ${vector.channel}, which no scheme reads`);
  return [reader(vector)].flat().map((read, form) => ({ ...read, name: `${vector.channel} ${vector.algorithm ?? ''} (row ${row + 1}.${form + 1})` }));
});
