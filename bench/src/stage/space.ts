import type { Shot } from '../load/job.js';
import { authorization, type Key } from './credentials.js';
import { businessMessage, userMessage } from './messages.js';
import { rest, type Rest } from './rest.js';

/** An app with its conversations, ready to be posted to. */
export interface Space {
  readonly headers: Readonly<Record<string, string>>;
  /** One post for each conversation; every other one comes from the conversation's user. */
  readonly posts: readonly Shot[];
  /** Makes a new conversation: a single one holds at most 30,000 messages. */
  newConversation(): Promise<Shot>;
  /** Takes the webhook away, and with it whatever waits for it. */
  unhook(): Promise<void>;
  /** Fills a conversation and answers how its newest 100 messages are read. */
  fill(messages: number): Promise<Shot>;
}

export interface SpaceOptions {
  readonly auth: 'basic' | 'jwt';
  /** How many conversations (64). */
  readonly conversations?: number;
  /** Where a webhook takes every message; without it there is no webhook. */
  readonly target?: string;
}

const CONVERSATIONS = 64;

/** Creates an app with a key, users and conversations. */
export async function createSpace(account: Rest, origin: string, { auth, conversations = CONVERSATIONS, target }: SpaceOptions): Promise<Space> {
  const { app } = await account<{ app: { id: string } }>('POST', '/v2/apps', { displayName: 'Bench' });
  const base = `/v2/apps/${app.id}`;
  const { key } = await account<{ key: Key }>('POST', `${base}/keys`, { displayName: 'bench' });
  const headers = { authorization: authorization(key, 'app', auth), 'content-type': 'application/json' };
  const call = rest(origin, headers.authorization);
  const hooks = target === undefined ? [] : [await hook(call, base, target)];
  const posts: Shot[] = [];
  for (let turn = 0; turn < conversations; turn++) {
    const { path, userId } = await conversation(call, base);
    posts.push({ method: 'POST', path, headers, body: turn % 2 === 0 ? businessMessage() : userMessage(userId) });
  }
  return {
    headers,
    posts,
    newConversation: async () => ({ method: 'POST', path: (await conversation(call, base)).path, body: businessMessage() }),
    unhook: async () => {
      for (const path of hooks) await call('DELETE', path);
    },
    fill: async (messages) => {
      const { path } = await conversation(call, base);
      for (let count = 0; count < messages; count++) await call('POST', path, JSON.parse(businessMessage()) as object);
      return { method: 'GET', path: `${path}?page[size]=100` };
    },
  };
}

/** An integration with one webhook; answers its path. */
async function hook(call: Rest, base: string, target: string): Promise<string> {
  const webhooks = [{ target, triggers: ['conversation:message'] }];
  const { integration } = await call<{ integration: { id: string } }>('POST', `${base}/integrations`, { type: 'custom', status: 'active', displayName: 'bench', webhooks });
  return `${base}/integrations/${integration.id}`;
}

async function conversation(call: Rest, base: string): Promise<{ path: string; userId: string }> {
  const externalId = crypto.randomUUID();
  const { user } = await call<{ user: { id: string } }>('POST', `${base}/users`, { externalId });
  const draft = { type: 'personal', participants: [{ userId: user.id }] };
  const created = await call<{ conversation: { id: string } }>('POST', `${base}/conversations`, draft);
  return { path: `${base}/conversations/${created.conversation.id}/messages`, userId: user.id };
}
