import { expect, it } from '@jest/globals';
import { refusal } from '../../src/channels/refusal.js';
import { connect } from '../../src/channels/telegram/connect.js';
import type { VendorCalls } from '../../src/channels/vendor-calls.js';
import { VendorFault } from '../../src/channels/vendor-fault.js';

const refused = (code: number, description: string) => ({ status: code, headers: {}, json: { ok: false, error_code: code, description } });

/** Telegram, with what it answers to setWebhook. */
const calls = (answer: object) => ({
  postJson: async (path: string) => (path.endsWith('/getMe') ? { status: 200, headers: {}, json: { ok: true, result: { id: 42, username: 'shop_bot' } } } : answer),
}) as unknown as VendorCalls;
const attempt = (answer: object) => connect({ token: '42:token' }, calls(answer), { url: 'https://parley.example:8081/', secret: 's' });

it.each<[string, object, string, string]>([
  ['an address that Telegram does not call is the installation’s', refused(400, 'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443'), 'service_unavailable', 'The channel does not call the address that this installation has (PARLEY_PUBLIC_URL)'],
  ['a token that is refused is the caller’s', refused(401, 'Unauthorized'), 'bad_request', 'token is refused by the channel'],
  ['a Telegram that is overloaded is nobody’s', refused(502, 'Bad Gateway'), 'service_unavailable', 'The channel does not answer: try again later'],
])('%s', async (_, answer, code, message) => {
  const fault = await attempt(answer).then(() => undefined, (error: unknown) => error);
  expect(fault).toBeInstanceOf(VendorFault);
  expect(refusal('token', fault as VendorFault)).toMatchObject({ code, message });
});
