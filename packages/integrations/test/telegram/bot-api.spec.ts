import { expect, it } from '@jest/globals';
import { callBot } from '../../src/channels/telegram/bot-api.js';
import type { VendorCalls } from '../../src/channels/vendor-calls.js';

const answered = (status: number, json: unknown) => callBot({ postJson: async () => ({ status, headers: {}, json }) } as unknown as VendorCalls, '42:token', 'sendMessage', {});

it.each<[number, string, object]>([
  [401, 'Unauthorized', { faultClass: 'auth' }],
  [404, 'Not Found', { faultClass: 'auth' }],
  [403, 'Forbidden: bot was blocked by the user', { faultClass: 'user_blocked' }],
  [403, 'Forbidden: user is deactivated', { faultClass: 'user_blocked' }],
  [403, 'Forbidden: bot can\'t initiate conversation with a user', { faultClass: 'user_blocked' }],
  [400, 'Bad Request: chat not found', { faultClass: 'recipient_invalid' }],
  [400, 'Bad Request: message is too long', { faultClass: 'content_rejected' }],
  [400, 'Bad Request: failed to get HTTP URL content', { faultClass: 'media_error' }],
  [400, 'Bad Request: wrong file identifier/HTTP URL specified', { faultClass: 'media_error' }],
  [400, 'Bad Request: file is too big', { faultClass: 'media_error' }],
  [413, 'Request Entity Too Large', { faultClass: 'media_error' }],
  [500, 'Internal Server Error', { faultClass: 'temporary' }],
])('%i, %s', async (code, description, fault) => {
  await expect(answered(code, { ok: false, error_code: code, description })).rejects.toMatchObject({ ...fault, code: String(code) });
});

it('429 says when to ask again, and an answer that is no JSON goes by its status', async () => {
  await expect(answered(429, { ok: false, error_code: 429, description: 'Too Many Requests: retry after 3', parameters: { retry_after: 3 } })).rejects.toMatchObject({ faultClass: 'rate_limited', retryAfterMs: 3000 });
  await expect(answered(502, undefined)).rejects.toMatchObject({ faultClass: 'temporary', code: '502' });
});
