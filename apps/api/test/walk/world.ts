import { ServiceAccountsService } from '@parley/accounts';
import { asAccountId, newId } from '@parley/kernel';
import { createApp, createIntegration, createKey } from '@parley/testing';
import { call } from '../support/call.js';
import { FORM, form, part } from '../support/forms.js';
import type { RunningApi } from '../support/running-api.js';

export type KeyScope = 'account' | 'app' | 'integration';

/** A picture of one pixel. */
export const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
export const WEBHOOK = { target: 'http://127.0.0.1:9/hook', triggers: ['conversation:message'] };
/** An integration of a channel without its credentials, of whose making no vendor learns. */
export const UNCONNECTED = { type: 'whatsapp' };
export const TEXT = { author: { type: 'business' }, content: { type: 'text', text: 'Hello' } };

export interface Thing {
  readonly id: string;
}
export interface User extends Thing {
  readonly externalId: string;
}

/** One app of one account, with keys of every scope, and what a case needs to be there: made by the API itself, new each time. */
export class World {
  private readonly keys = new Map<KeyScope, Promise<string>>();
  private readonly integrationKeys = new Map<string, Promise<string>>();

  private constructor(
    readonly api: RunningApi,
    readonly accountId: string,
    readonly appId: string,
    /** A custom integration, whose key that of scope `integration` is. */
    readonly integrationId: string,
  ) {}

  /** A new app; users may take part in several conversations unless it is said. */
  static async make(api: RunningApi, accountId = api.accountId, settings: object = { multiConvoEnabled: true }): Promise<World> {
    const { id } = await createApp(api.database, { accountId, settings });
    return new World(api, accountId, id, (await createIntegration(api.database, id)).id);
  }

  /** Another app of the same account. */
  another(settings?: object): Promise<World> {
    return World.make(this.api, this.accountId, settings);
  }

  /** The `Authorization` of a key of this scope. */
  key(scope: KeyScope): Promise<string> {
    const { accountId, appId } = this;
    if (scope === 'integration') return this.integrationKey(this.integrationId);
    return once(this.keys, scope, () => createKey(this.api.database, { accountId, ...(scope === 'app' && { appId }) }).then(({ basic }) => basic));
  }

  integrationKey(integrationId: string): Promise<string> {
    const { accountId, appId } = this;
    return once(this.integrationKeys, integrationId, () => createKey(this.api.database, { accountId, appId, integrationId }).then(({ basic }) => basic));
  }

  /** Asks below the app, and wants it done. */
  async send<T>(path: string, json?: object, method = 'POST', headers: Record<string, string> = {}): Promise<T> {
    const answer = await call(`${this.api.url}/v2/apps/${this.appId}${path}`, { method, json, headers, authorization: await this.key('app') });
    if (answer.status > 299) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** Asks once under a new `Idempotency-Key`, and answers the header that repeats it. */
  async idempotently(path: string, json: object): Promise<Record<string, string>> {
    const headers = { 'idempotency-key': newId() };
    await this.send(path, json, 'POST', headers);
    return headers;
  }

  /** The same while the first one is not over: its key is claimed, and there is no answer yet. */
  async underWay(path: string, json: object): Promise<Record<string, string>> {
    const headers = await this.idempotently(path, json);
    await this.api.database.query('update idempotent_answers set sealed_answer = null where app_id = $1', [this.appId]);
    return headers;
  }

  async user(given: object = {}): Promise<User> {
    return (await this.send<{ user: User }>('/users', { externalId: `ada-${newId()}@example.org`, ...given })).user;
  }

  /** `personal` of a user, `sdkGroup` of any number. */
  async conversation(users: readonly User[], type = users.length === 1 ? 'personal' : 'sdkGroup'): Promise<Thing> {
    const participants = users.map(({ id }) => ({ userId: id, ...(type === 'sdkGroup' && { subscribeSDKClient: false }) }));
    return (await this.send<{ conversation: Thing }>('/conversations', { type, participants })).conversation;
  }

  async message(conversation: Thing): Promise<Thing> {
    const { messages } = await this.send<{ messages: Thing[] }>(`/conversations/${conversation.id}/messages`, TEXT);
    return only(messages);
  }

  async integration(given: object = UNCONNECTED): Promise<Thing> {
    return (await this.send<{ integration: Thing }>('/integrations', given)).integration;
  }

  async integrationKeyId(): Promise<string> {
    return (await this.send<{ key: Thing }>(`/integrations/${this.integrationId}/keys`, { displayName: 'Bot' })).key.id;
  }

  async webhook(): Promise<Thing> {
    return (await this.send<{ webhook: Thing }>(`/integrations/${this.integrationId}/webhooks`, WEBHOOK)).webhook;
  }

  async serviceAccount(): Promise<string> {
    return this.api.app.get(ServiceAccountsService).create(asAccountId(this.accountId), 'CI');
  }

  async appKeyId(): Promise<string> {
    const answer = await call(`${this.api.url}/v2/apps/${this.appId}/keys`, { json: { displayName: 'Key' }, authorization: await this.key('account') });
    return (answer.body as { key: Thing }).key.id;
  }

  /** The URL of a new picture; with a conversation one that goes with its messages. */
  async attachment(conversation?: Thing): Promise<string> {
    const query = conversation === undefined ? '' : `?for=message&conversationId=${conversation.id}`;
    const answer = await call(`${this.api.url}/v2/apps/${this.appId}/attachments${query}`, { raw: form(part(PNG)), headers: FORM, authorization: await this.key('app') });
    return (answer.body as { attachment: { mediaUrl: string } }).attachment.mediaUrl;
  }

  /** Keeps something from being deleted. */
  async hold(type: string, id: string): Promise<void> {
    const json = { target: { type, id }, reference: 'Case 1' };
    const answer = await call(`${this.api.url}/parley/v1/apps/${this.appId}/holds`, { json, authorization: await this.key('account') });
    if (answer.status !== 201) throw new Error(`A hold was answered ${answer.status}`);
  }
}

export function only<T>(list: readonly T[]): T {
  const [first, ...more] = list;
  if (first === undefined || more.length > 0) throw new Error(`${list.length} where one was expected`);
  return first;
}

function once<K, T>(kept: Map<K, T>, key: K, make: () => T): T {
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  return made;
}
