import type { Exchange } from '@parley/testing';
import { createRequire } from 'node:module';
import { bearerToken, type ApiKey } from './authorization.js';
import type { ClientModule } from './official-client.types.js';

const client = createRequire(import.meta.url)('sunshine-conversations-client') as ClientModule;

export type AuthMode = 'Basic' | 'JWT';

export interface ConnectOptions {
  readonly baseUrl: string;
  readonly key: ApiKey;
  readonly scope: 'account' | 'app' | 'integration';
  readonly mode: AuthMode;
  /** Sees every answer as it came over the wire. */
  readonly onExchange: (exchange: Exchange) => void;
}

/** The unmodified client's operations, signed in with one key. */
export function connect({ baseUrl, key, scope, mode, onExchange }: ConnectOptions) {
  const api = new client.ApiClient();
  api.basePath = baseUrl;
  if (mode === 'Basic') Object.assign(api.authentications.basicAuth, { username: key.id, password: key.secret });
  else api.authentications.bearerAuth.accessToken = bearerToken(key, scope);
  api.plugins = [
    (request) => {
      request.on('response', ({ status, text }) => {
        onExchange({ method: request.method, path: new URL(request.url).pathname, status, body: JSON.parse(text) as unknown });
      });
    },
  ];
  return {
    apps: new client.AppsApi(api),
    appKeys: new client.AppKeysApi(api),
    users: new client.UsersApi(api),
    clients: new client.ClientsApi(api),
    conversations: new client.ConversationsApi(api),
    participants: new client.ParticipantsApi(api),
    messages: new client.MessagesApi(api),
    activities: new client.ActivitiesApi(api),
    integrations: new client.IntegrationsApi(api),
    integrationKeys: new client.CustomIntegrationApiKeysApi(api),
    webhooks: new client.WebhooksApi(api),
  };
}

export type OfficialClient = ReturnType<typeof connect>;

/** The HTTP status that the client rejected with; it rejects with a plain object. */
export async function rejection(promise: Promise<unknown>): Promise<{ status: number; code: string }> {
  try {
    await promise;
  } catch (error) {
    const { status, body } = error as { status: number; body: { errors: { code: string }[] } };
    return { status, code: body.errors[0]?.code ?? '' };
  }
  throw new Error('It was answered with success');
}
