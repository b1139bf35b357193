import { setTimeout as delay } from 'node:timers/promises';
import type { Shot } from '../load/job.js';
import type { Instruments } from '../measure/sample.js';
import { authorization, type Key } from '../stage/credentials.js';
import { businessMessage } from '../stage/messages.js';
import { rest, type Rest } from '../stage/rest.js';
import type { Stage } from '../stage/stage.js';
import type { Vendor } from './vendor.js';

/** An app whose people write on Telegram, each in a conversation of his own. */
export interface ChannelSpace {
  readonly headers: Readonly<Record<string, string>>;
  /** A callback of each person, with a message that is new each time. */
  readonly callbacks: readonly Shot[];
  /** A message of the business to each. */
  readonly posts: readonly Shot[];
  /** Has the webhook told of these events and of no others. */
  tellOf(trigger: Trigger): Promise<void>;
}

export type Trigger = 'conversation:message' | 'conversation:message:delivery:channel';

const NUMBER = '4711004711';
/** Above what the load generator counts to. */
const FIRST_NUMBER = 1_000_000_000;
const TEXT = 'Good morning! I ordered the blue one last week and have not heard of it since; could you tell me when it arrives? I am at home until Thursday.';
const FIRST_MESSAGES_MS = 60_000;

/** Makes an app with so many integrations, over which the people are spread, and has each person write once: that makes his conversation. */
export async function createChannelSpace(stage: Stage & { readonly vendor: Vendor }, target: string, { auth, integrations, people }: { readonly auth: 'basic' | 'jwt'; readonly integrations: number; readonly people: number }): Promise<ChannelSpace> {
  const { account, instruments, parley: { origin }, vendor } = stage;
  const { app } = await account<{ app: { id: string } }>('POST', '/v2/apps', { displayName: 'Bench of channels' });
  const base = `/v2/apps/${app.id}`;
  const { key } = await account<{ key: Key }>('POST', `${base}/keys`, { displayName: 'bench' });
  const headers = { authorization: authorization(key, 'app', auth), 'content-type': 'application/json' };
  const call = rest(origin, headers.authorization);
  const tellOf = await hook(call, base, target);
  const tokens = Array.from({ length: integrations }, (_, index) => `${1000 + index}:${crypto.randomUUID()}`);
  for (const token of tokens) await call('POST', `${base}/integrations`, { type: 'telegram', token });
  const hooks = await vendor.hooks();
  const callbacks = Array.from({ length: people }, (_, index): Shot => {
    const { url = '', secret = '' } = hooks.get(tokens[index % integrations] ?? '') ?? {};
    return { method: 'POST', path: new URL(url).pathname, headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret }, body: update(index), number: NUMBER };
  });
  const conversations = await firstMessages(instruments, origin, callbacks);
  return {
    headers, callbacks, tellOf,
    posts: conversations.map((id) => ({ method: 'POST', path: `${base}/conversations/${id}/messages`, headers, body: businessMessage() })),
  };
}

/** An update of somebody; its number is put in when it is sent. */
function update(person: number): string {
  const [from, chat] = [{ id: 7000 + person, is_bot: false, first_name: 'Ada' }, { id: 7000 + person, type: 'private' }];
  return JSON.stringify({ update_id: NUMBER, message: { message_id: NUMBER, date: 1_764_000_000, text: TEXT, from, chat } }).replaceAll(`"${NUMBER}"`, NUMBER);
}

/** One message of each; answers the conversations, as the webhook tells of them. */
async function firstMessages({ target }: Instruments, origin: string, callbacks: readonly Shot[]): Promise<readonly string[]> {
  await target.call('forget', null);
  for (const [index, { path, headers, body = '' }] of callbacks.entries()) {
    const { status } = await fetch(origin + path, { method: 'POST', headers, body: body.replaceAll(NUMBER, String(FIRST_NUMBER + index)) });
    if (status !== 200) throw new Error(`a callback was answered with ${status}`);
  }
  const deadline = performance.now() + FIRST_MESSAGES_MS;
  for (;;) {
    const found = await target.call('conversations', null);
    if (found.length >= callbacks.length) return found;
    if (performance.now() > deadline) throw new Error(`${callbacks.length - found.length} of ${callbacks.length} people have no conversation after a minute`);
    await delay(50);
  }
}

/** An integration with a webhook, whose triggers can be changed. */
async function hook(call: Rest, base: string, target: string): Promise<ChannelSpace['tellOf']> {
  const { integration } = await call<{ integration: { id: string; webhooks: { id: string }[] } }>('POST', `${base}/integrations`, { type: 'custom', displayName: 'bench', webhooks: [{ target, triggers: ['conversation:message'] }] });
  return async (trigger) => {
    await call('PATCH', `${base}/integrations/${integration.id}/webhooks/${integration.webhooks[0]?.id}`, { target, triggers: [trigger] });
  };
}
