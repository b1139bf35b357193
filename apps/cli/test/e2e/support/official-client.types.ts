/** The parts of sunshine-conversations-client 14.1.0 used here; the package brings no types of its own. */
export interface ClientModule {
  readonly ApiClient: new () => ApiClient;
  readonly AppsApi: new (client: ApiClient) => AppsApi;
  readonly AppKeysApi: new (client: ApiClient) => AppKeysApi;
  readonly UsersApi: new (client: ApiClient) => UsersApi;
  readonly ClientsApi: new (client: ApiClient) => ClientsApi;
  readonly ConversationsApi: new (client: ApiClient) => ConversationsApi;
  readonly ParticipantsApi: new (client: ApiClient) => ParticipantsApi;
  readonly MessagesApi: new (client: ApiClient) => MessagesApi;
  readonly ActivitiesApi: new (client: ApiClient) => ActivitiesApi;
  readonly IntegrationsApi: new (client: ApiClient) => IntegrationsApi;
  readonly CustomIntegrationApiKeysApi: new (client: ApiClient) => CustomIntegrationApiKeysApi;
  readonly WebhooksApi: new (client: ApiClient) => WebhooksApi;
}

export interface ApiClient {
  basePath: string;
  authentications: { basicAuth: { username?: string; password?: string }; bearerAuth: { accessToken?: string } };
  plugins: ((request: RawRequest) => void)[] | null;
}

/** superagent's request and response, as far as a plugin of ours listens to them. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  on(event: 'response', listener: (response: { status: number; text: string; headers: Record<string, string> }) => void): void;
}

export interface Resource {
  readonly id: string;
}
export interface App extends Resource {
  readonly displayName: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}
export interface Key extends Resource {
  readonly displayName: string;
  readonly secret?: string;
}
export interface User extends Resource {
  readonly externalId?: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}
export interface Client extends Resource {
  readonly type: string;
  readonly status: string;
}
export interface Conversation extends Resource {
  readonly type: string;
  readonly isDefault: boolean;
  readonly displayName?: string;
}
export interface Participant extends Resource {
  readonly userId: string;
  readonly unreadCount: number;
}
export interface Message extends Resource {
  readonly received: string;
  readonly author: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
}
export interface Webhook extends Resource {
  readonly target: string;
  readonly triggers: readonly string[];
  readonly secret: string;
}
export interface Integration extends Resource {
  readonly type: string;
  readonly displayName?: string;
  readonly webhooks?: readonly Webhook[];
}
export interface Meta {
  readonly meta: { readonly hasMore: boolean; readonly afterCursor?: string; readonly beforeCursor?: string };
}
/** The client sends the first key of a page only. */
export interface PageOption {
  readonly page?: { readonly after: string } | { readonly before: string } | { readonly size: number };
}
type Nothing = Promise<object>;

interface AppsApi {
  createApp(body: object): Promise<{ app: App }>;
  getApp(app: string): Promise<{ app: App }>;
  listApps(options?: PageOption): Promise<{ apps: App[] } & Meta>;
  updateApp(app: string, body: object): Promise<{ app: App }>;
  deleteApp(app: string): Nothing;
}
interface AppKeysApi {
  createAppKey(app: string, body: object): Promise<{ key: Key }>;
  getAppKey(app: string, key: string): Promise<{ key: Key }>;
  listAppKeys(app: string): Promise<{ keys: Key[] }>;
  deleteAppKey(app: string, key: string): Nothing;
}
interface UsersApi {
  createUser(app: string, body: object): Promise<{ user: User }>;
  getUser(app: string, user: string): Promise<{ user: User }>;
  updateUser(app: string, user: string, body: object): Promise<{ user: User }>;
  deleteUser(app: string, user: string): Nothing;
}
interface ClientsApi {
  createClient(app: string, user: string, body: object): Promise<{ client: Client }>;
  listClients(app: string, user: string, options?: PageOption): Promise<{ clients: Client[] } & Meta>;
}
interface ConversationsApi {
  createConversation(app: string, body: object): Promise<{ conversation: Conversation }>;
  getConversation(app: string, conversation: string): Promise<{ conversation: Conversation }>;
  listConversations(app: string, filter: { userId: string } | { userExternalId: string }, options?: PageOption): Promise<{ conversations: Conversation[] } & Meta>;
  updateConversation(app: string, conversation: string, body: object): Promise<{ conversation: Conversation }>;
  deleteConversation(app: string, conversation: string): Nothing;
}
interface ParticipantsApi {
  joinConversation(app: string, conversation: string, body: object): Promise<{ participant: Participant }>;
  listParticipants(app: string, conversation: string, options?: PageOption): Promise<{ participants: Participant[] } & Meta>;
  leaveConversation(app: string, conversation: string, body: object): Nothing;
}
interface MessagesApi {
  postMessage(app: string, conversation: string, body: object): Promise<{ messages: Message[] }>;
  listMessages(app: string, conversation: string, options?: PageOption): Promise<{ messages: Message[] } & Meta>;
  deleteMessage(app: string, conversation: string, message: string): Nothing;
  deleteAllMessages(app: string, conversation: string): Nothing;
}
interface ActivitiesApi {
  postActivity(app: string, conversation: string, body: object): Nothing;
}
interface IntegrationsApi {
  createIntegration(app: string, body: object): Promise<{ integration: Integration }>;
  getIntegration(app: string, integration: string): Promise<{ integration: Integration }>;
  listIntegrations(app: string, options?: PageOption): Promise<{ integrations: Integration[] } & Meta>;
  updateIntegration(app: string, integration: string, body: object): Promise<{ integration: Integration }>;
  deleteIntegration(app: string, integration: string): Nothing;
}
interface CustomIntegrationApiKeysApi {
  createCustomIntegrationKey(app: string, integration: string, body: object): Promise<{ key: Key }>;
  getCustomIntegrationKey(app: string, integration: string, key: string): Promise<{ key: Key }>;
  listCustomIntegrationKeys(app: string, integration: string): Promise<{ keys: Key[] }>;
  deleteCustomIntegrationKey(app: string, integration: string, key: string): Nothing;
}
interface WebhooksApi {
  createWebhook(app: string, integration: string, body: object): Promise<{ webhook: Webhook }>;
  getWebhook(app: string, integration: string, webhook: string): Promise<{ webhook: Webhook }>;
  listWebhooks(app: string, integration: string): Promise<{ webhooks: Webhook[] }>;
  updateWebhook(app: string, integration: string, webhook: string, body: object): Promise<{ webhook: Webhook }>;
  deleteWebhook(app: string, integration: string, webhook: string): Nothing;
}
