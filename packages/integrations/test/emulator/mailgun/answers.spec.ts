import { expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { BUSINESS } from './business.js';
import { MailgunVendor } from './mailgun-vendor.js';
import { answerSchema, API, calledOf } from './openapi.js';

const ajv = new Ajv({ strict: false, validateFormats: false });
const vendor = new MailgunVendor();
const [ROUTE, WEBHOOKS, URL_OF_OURS] = ['/v3/routes/4f3bad2335335426750048c6', '/v4/domains/shop.example/webhooks', 'https://parley.example/x'];
const route = { expression: 'match_recipient("^hello@shop[.]example$")', action: `store(notify="${URL_OF_OURS}")` };
const told = { url: URL_OF_OURS, event_types: 'delivered' };
const mail = { from: 'a@shop.example', to: 'b@mail.example', subject: 'Hello', text: 'Hello', 'h:Message-Id': '<1@shop.example>' };

/** Has Mailgun do as it is asked; answers the status, and what is wrong with its answer by its own description. */
async function asked(method: string, path: string, fields?: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const form = fields && (path.endsWith('/messages') ? new FormData() : new URLSearchParams());
  for (const [name, value] of Object.entries(fields ?? {})) form?.append(name, value);
  const encoding = new Response(form);
  const headers = { authorization: `Basic ${Buffer.from(`api:${BUSINESS.apiKey}`).toString('base64')}`, 'content-type': encoding.headers.get('content-type') ?? '' };
  const judged = await vendor.judge({ method: method.toUpperCase(), path, headers, body: Buffer.from(await encoding.arrayBuffer()), base: '' });
  const { status, answer, problems } = judged;
  if (status < 300) judged.take();
  const operation = calledOf(method, path.split('?', 1)[0] ?? '')?.operation;
  const schema = operation && answerSchema(operation, String(status));
  const validate = ajv.compile({ ...schema, components: API.components });
  return [status, problems, schema !== undefined && validate(answer) ? [] : validate.errors];
}

it('what Mailgun answers is as it describes: what was asked, that there is none, and that it is wrong', async () => {
  const right = [200, [], []];
  expect(await asked('post', '/v3/shop.example/messages', mail)).toEqual(right);
  expect(await asked('get', '/v4/domains/shop.example')).toEqual(right);
  expect(await asked('put', ROUTE, route)).toEqual([404, [], []]);
  expect(await asked('post', '/v3/routes', route)).toEqual(right);
  expect(await asked('put', ROUTE, { description: 'Others' })).toEqual(right);
  expect([await asked('delete', ROUTE), await asked('delete', ROUTE)]).toEqual([right, [404, [], []]]);
  expect(await asked('put', WEBHOOKS, told)).toEqual([404, [], []]);
  expect([await asked('post', WEBHOOKS, told), await asked('post', WEBHOOKS, told)]).toEqual([right, [400, [], []]]);
  expect(await asked('put', WEBHOOKS, { ...told, event_types: 'opened' })).toEqual(right);
  const gone = `${WEBHOOKS}?url=${encodeURIComponent(URL_OF_OURS)}`;
  expect([await asked('delete', gone), await asked('delete', gone)]).toEqual([right, [404, [], []]]);
  expect(await asked('post', WEBHOOKS, { url: URL_OF_OURS })).toEqual([400, [expect.stringContaining('event_types')], []]);
  expect(await asked('post', '/v3/shop.example/messages', { ...mail, colour: 'red' })).toEqual([400, [expect.stringContaining('colour')], []]);
  expect(await asked('delete', '/v3/shop.example/unsubscribes/ada%40mail.example')).toEqual(right);
});
