import { call, type Call } from './call.js';
import { FORM, form, part } from './forms.js';
import type { RunningApi } from './running-api.js';

/** Where a filled app's webhook leads unless it is said: nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/** An app that has something in every field that is sealed. */
export interface FilledApp {
  readonly id: string;
  readonly users: readonly string[];
  readonly conversation: string;
  readonly messages: readonly string[];
  /** Its integration's webhook. */
  readonly webhook: { readonly path: string; readonly secret: string };
  /** The request that made the first user, to be sent again. */
  readonly first: { readonly path: string; readonly json: object; readonly headers: Record<string, string> };
  /** Sends a request below the app's path. */
  send<T>(path: string, options?: Call): Promise<T>;
}

/**
 * Makes an app by the API alone: two users, one more whose personal information was deleted, each with an e-mail address linked, a conversation of theirs, messages of both and of the business, each posted
 * under an `Idempotency-Key`, an attachment of the app and one of the conversation, a webhook that all of it is for, and a legal hold. `say` gives the words: asked once for each field, by the
 * most characters that it takes; `target` is where the webhook leads.
 */
export async function fillApp(api: RunningApi, say: (atMost: number) => string, target = NOWHERE): Promise<FilledApp> {
  const { basic: authorization } = api.accountKey;
  const { app: { id } } = (await call(`${api.url}/v2/apps`, { authorization, json: { displayName: 'Shop', settings: { multiConvoEnabled: true } } })).body as { app: { id: string } };
  const sent: FilledApp['first'][] = [];
  const send = async <T>(path: string, options: Call = {}): Promise<T> => {
    const answer = await call(`${api.url}/v2/apps/${id}${path}`, { authorization, ...options });
    if (answer.status > 299) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  const once = <T>(path: string, json: object): Promise<T> => {
    const headers = { 'idempotency-key': `key-${sent.length}` };
    sent.push({ path, json, headers });
    return send<T>(path, { json, headers });
  };

  const { integration } = await send<{ integration: { id: string; webhooks: [{ id: string; secret: string }] } }>('/integrations', {
    json: { type: 'custom', displayName: 'Bot', webhooks: [{ target: `${target}/${encodeURIComponent(say(500))}`, triggers: ['conversation:create', 'conversation:message', 'conversation:join'], includeFullUser: true, includeFullSource: true }] },
  });
  const post = await send<{ integration: { id: string } }>('/integrations', { json: { type: 'mailgun', displayName: 'Post', apiKey: say(500), domain: 'example.org', incomingAddress: email(say), fromAddress: email(say) } });
  const users: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const profile = { givenName: say(128), surname: say(128), email: email(say), avatarUrl: url(say, 500) };
    const { user } = await once<{ user: { id: string } }>('/users', { externalId: say(1024), profile, metadata: { note: say(900), [say(40)]: true } });
    users.push(user.id);
  }
  const cleared = users.pop() ?? '';
  for (const userId of [cleared, ...users]) await linkByMail(send, userId, post.integration.id, email(say));
  await send(`/users/${cleared}/personalinformation`, { method: 'DELETE' });
  const { conversation } = await once<{ conversation: { id: string } }>('/conversations', {
    type: 'sdkGroup', displayName: say(100), description: say(100), iconUrl: url(say, 500), metadata: { note: say(900) },
    participants: users.map((userId) => ({ userId, subscribeSDKClient: false })),
  });
  const path = `/conversations/${conversation.id}/messages`;
  const authors = [{ type: 'business', displayName: say(100), avatarUrl: url(say, 500) }, ...users.map((userId) => ({ type: 'user', userId }))];
  const messages: string[] = [];
  for (const author of authors) {
    const { messages: posted } = await once<{ messages: { id: string }[] }>(path, {
      author, content: { type: 'text', text: say(4000) }, metadata: { note: say(900) }, override: { line: { payload: { words: say(500) } } },
    });
    messages.push(...posted.map((message) => message.id));
  }
  for (const query of ['', `?for=message&conversationId=${conversation.id}`]) {
    const file = part(Buffer.from(say(4000)), { name: encodeURIComponent(say(60)), type: 'text/plain' });
    await send(`/attachments${query}`, { raw: form(file), headers: FORM });
  }
  const hold = await call(`${api.url}/parley/v1/apps/${id}/holds`, { authorization, json: { target: { type: 'conversation', id: conversation.id }, reference: say(128) } });
  if (hold.status !== 201) throw new Error(`A hold was answered ${hold.status}`);
  const [{ id: webhookId, secret }] = integration.webhooks;
  const webhook = { path: `/integrations/${integration.id}/webhooks/${webhookId}`, secret };
  return { id, users, conversation: conversation.id, messages, webhook, first: sent[0] ?? { path: '', json: {}, headers: {} }, send };
}

/** In a conversation of his, which the link needs. */
async function linkByMail(send: FilledApp['send'], userId: string, integrationId: string, address: string): Promise<void> {
  const { conversation } = await send<{ conversation: { id: string } }>('/conversations', { json: { type: 'personal', participants: [{ userId }] } });
  await send(`/users/${userId}/clients`, { json: { matchCriteria: { type: 'mailgun', integrationId, address }, confirmation: { type: 'immediate' }, target: { conversationId: conversation.id } } });
}

const email = (say: (atMost: number) => string): string => `${encodeURIComponent(say(20)).slice(0, 60)}@example.org`;

const url = (say: (atMost: number) => string, atMost: number): string => `https://example.org/${encodeURIComponent(say(atMost / 4))}`;
