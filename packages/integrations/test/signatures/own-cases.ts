import { BIRD_NOTIFICATIONS_WINDOW_SECONDS, verifyBirdNotifications } from '../../src/signatures/bird-notifications.js';
import { verifyX } from '../../src/signatures/body-hmac.js';
import { verifyDiscord } from '../../src/signatures/discord.js';
import { verifyRcs } from '../../src/signatures/rcs.js';
import { verifyTelegram } from '../../src/signatures/telegram.js';
import { verifyTwilio } from '../../src/signatures/twilio.js';
import { verifyVonageMessages } from '../../src/signatures/vonage-messages.js';
import { verifyWeChat } from '../../src/signatures/wechat.js';
import { body, decoded, header, json, query, tokenPart, url } from './place.js';
import { callOf, type SignatureCase } from './signature-case.js';
import { digest, ed25519, hmac, token } from './web-crypto.js';

const [SECRET, AT, BODY] = ['a secret, Grüße', 1_764_000_000, '{"text":"Grüße, €"}'];
const URL_CALLED = 'https://parley.example/v1/channels/a/b?c=%C3%A9+d';
const now = new Date(AT * 1000);

async function x(): Promise<SignatureCase> {
  const name = 'x-twitter-webhooks-signature';
  const signature = (await hmac('SHA-256', SECRET, BODY)).toString('base64');
  return { name: 'X', call: callOf({ body: BODY, secrets: [SECRET], headers: { [name]: `sha256=${signature}` } }), verify: verifyX, given: header(name), signature: decoded(header(name), 'base64', 'sha256='), signed: [body] };
}

/** The key pair is made here: Discord publishes no vector. Its own library is asked in signatures.spec.ts. */
export async function discord(): Promise<SignatureCase> {
  const [name, time] = ['x-signature-ed25519', 'x-signature-timestamp'];
  const { publicKey, sign } = await ed25519();
  const headers = { [name]: (await sign(String(AT), BODY)).toString('hex'), [time]: String(AT) };
  return {
    name: 'Discord', call: callOf({ body: BODY, secrets: [publicKey], headers, now }), verify: verifyDiscord, hex: 'either', time: { at: AT },
    given: header(name), signature: decoded(header(name), 'hex'), signed: [body, header(time)],
  };
}

async function rcs(): Promise<SignatureCase> {
  const [name, data] = ['x-goog-signature', json('data', 'message')];
  const headers = { [name]: (await hmac('SHA-512', SECRET, BODY)).toString('base64') };
  const envelope = JSON.stringify({ message: { data: Buffer.from(BODY).toString('base64'), messageId: '1' }, subscription: 's' });
  return { name: 'RCS', call: callOf({ body: envelope, secrets: [SECRET], headers }), verify: verifyRcs, given: header(name), signature: decoded(header(name), 'base64'), signed: [data, decoded(data, 'base64')] };
}

async function birdNotifications(): Promise<SignatureCase> {
  const [name, time] = ['messagebird-signature', 'messagebird-request-timestamp'];
  const signature = (await hmac('SHA-256', SECRET, `${AT}\n${URL_CALLED}\n`, await digest('SHA-256', BODY))).toString('base64');
  return {
    name: 'Bird, Notifications API', call: callOf({ body: BODY, url: URL_CALLED, secrets: [SECRET], now, headers: { [name]: signature, [time]: String(AT) } }),
    verify: verifyBirdNotifications, given: header(name), signature: decoded(header(name), 'base64'), signed: [body, url, header(time)], time: { at: AT, defaultWindow: BIRD_NOTIFICATIONS_WINDOW_SECONDS },
  };
}

async function vonageMessages(): Promise<SignatureCase> {
  const [place, before] = [header('authorization'), 'Bearer '];
  const claims = { iat: AT, jti: 'c5ba8f24', iss: 'Vonage', payload_hash: (await digest('SHA-256', BODY)).toString('hex'), api_key: 'a1b2c3d' };
  const call = callOf({ body: BODY, secrets: [SECRET], now, headers: { authorization: before + (await token(claims, SECRET)) } });
  const parts = [tokenPart(place, 0, before), tokenPart(place, 1, before), tokenPart(place, 2, before)] as const;
  return { name: 'Vonage, Messages API', call, verify: verifyVonageMessages, given: place, signature: parts[2], signed: [body, ...parts], time: { at: AT }, once: claims.jti };
}

async function weChat(): Promise<SignatureCase> {
  const nonce = '1372623149';
  const signature = (await digest('SHA-1', [SECRET, String(AT), nonce].sort().join(''))).toString('hex');
  const call = callOf({ body: BODY, secrets: [SECRET], now, url: `https://parley.example/wechat?timestamp=${AT}&nonce=${nonce}&signature=${signature}` });
  return { name: 'WeChat, plain', call, verify: verifyWeChat, given: query('signature'), signature: decoded(query('signature'), 'hex'), signed: [query('timestamp'), query('nonce')], hex: 'lower', time: { at: AT } };
}

function telegram(): SignatureCase {
  const name = 'x-telegram-bot-api-secret-token';
  return { name: 'Telegram', call: callOf({ body: BODY, secrets: ['A-secret_256'], headers: { [name]: 'A-secret_256' } }), verify: verifyTelegram, given: header(name), signature: header(name), signed: [] };
}

/** Of a parameter that comes several times each value is signed once, sorted. The vendor's vectors have none. */
async function twilioLists(): Promise<SignatureCase> {
  const name = 'x-twilio-signature';
  const headers = { [name]: (await hmac('SHA-1', SECRET, `${URL_CALLED}Afirst é&BxBy`)).toString('base64'), 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  const call = callOf({ body: 'B=y&A=first+%C3%A9%26&B=x&B=y', url: URL_CALLED, secrets: [SECRET], headers });
  return { name: 'Twilio, repeated parameters', call, verify: verifyTwilio, given: header(name), signature: decoded(header(name), 'base64'), signed: [url] };
}

/** Cases of the schemes, and their forms, for which no vendor publishes a vector: signed by WebCrypto. */
export const OWN: readonly SignatureCase[] = [...(await Promise.all([x(), discord(), rcs(), birdNotifications(), vonageMessages(), weChat(), twilioLists()])), telegram()];
