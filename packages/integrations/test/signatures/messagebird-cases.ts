import { readFileSync } from 'node:fs';
import { verifyMessageBird } from '../../src/signatures/messagebird.js';
import type { Verdict } from '../../src/signatures/signed-call.js';
import { body, header, tokenPart, url } from './place.js';
import { callOf, type SignatureCase } from './signature-case.js';

interface Reference {
  readonly name: string;
  readonly secret?: string;
  readonly url: string;
  readonly payload?: string;
  readonly timestamp: string;
  readonly token: string;
  readonly valid: boolean;
  readonly reason?: string;
}

const TOKEN = header('messagebird-signature-jwt');
const PARTS = [tokenPart(TOKEN, 0), tokenPart(TOKEN, 1), tokenPart(TOKEN, 2)] as const;
const REFERENCE = JSON.parse(readFileSync(new URL('vectors/messagebird-jwt-reference.json', import.meta.url), 'utf8')) as Reference[];

/** MessageBird's reasons in our words. */
const REASONS: Readonly<Record<string, Verdict>> = {
  'claim nbf is in the future': { verified: false, reason: 'early', part: TOKEN.name },
  'claim exp is in the past': { verified: false, reason: 'old', part: TOKEN.name },
  'signature is invalid': { verified: false, reason: 'mismatch', part: TOKEN.name },
  'signing method none is invalid': { verified: false, reason: 'malformed', part: TOKEN.name },
  'claim url_hash is invalid': { verified: false, reason: 'mismatch', part: 'url_hash' },
  'claim payload_hash is invalid': { verified: false, reason: 'mismatch', part: 'payload_hash' },
  'claim payload_hash is set but actual payload is missing': { verified: false, reason: 'mismatch', part: 'payload_hash' },
  'claim payload_hash is not set but payload is present': { verified: false, reason: 'missing', part: 'payload_hash' },
};

const callIn = ({ secret = 'any', url: called, payload = '', timestamp, token }: Reference) =>
  callOf({ body: payload, url: called, secrets: [secret], now: new Date(timestamp), headers: { [TOKEN.name]: token } });

/** What the vendor says must pass. */
export const MESSAGEBIRD: readonly SignatureCase[] = REFERENCE.filter(({ valid }) => valid).map((reference) => ({
  name: `MessageBird: ${reference.name}`, call: callIn(reference), verify: verifyMessageBird, given: TOKEN, signature: PARTS[2],
  signed: [...(reference.payload ? [body] : []), url, ...PARTS],
}));

/** What the vendor says must not, and why. */
export const MESSAGEBIRD_REFUSED = REFERENCE.filter(({ valid }) => !valid).map((reference) => ({
  name: reference.name, call: callIn(reference), verdict: REASONS[reference.reason?.replace('invalid jwt: ', '') ?? ''],
}));
