import { createHash } from 'node:crypto';
import { MediaUrls, MessageAttachments } from '@parley/attachments';
import { Erasures } from '@parley/erasure';
import { type AccountId, newId, type AppId, type RequestContext } from '@parley/kernel';
import { WakeUp, type Database, type PageRequest } from '@parley/persistence';
import { createApp, createTestDatabase, lockWaits, openDatabase, outboxEvents, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { ActivitiesService, ChannelInbound, ChannelOutbound, ClientLinking, ClientLinksService, ClientsService, ConversationCreation, ConversationsService, LinkedByCode, LinkRequestsService, MessagesService, MessageWriter, ParticipantsService, PersonalInformation, SwitchboardActionsService, SwitchboardIntegrationsService, SwitchboardsService, UserMerge, UserRemoval, UsersService } from '@parley/conversations';

/** The use cases on one pool: what one process has. */
export class Process {
  readonly wakeUp: WakeUp;
  readonly writer: MessageWriter;
  readonly users: UsersService;
  readonly removal: UserRemoval;
  readonly personalInformation: PersonalInformation;
  readonly links: ClientLinksService;
  readonly linkRequests: LinkRequestsService;
  readonly clients: ClientsService;
  readonly creation: ConversationCreation;
  readonly conversations: ConversationsService;
  readonly participants: ParticipantsService;
  readonly messages: MessagesService;
  readonly activities: ActivitiesService;
  readonly switchboards: SwitchboardsService;
  readonly switchboardIntegrations: SwitchboardIntegrationsService;
  readonly control: SwitchboardActionsService;
  readonly inbound: ChannelInbound;
  readonly outbound: ChannelOutbound;

  readonly keyring = testKeyring();

  constructor(readonly db: Database) {
    const { keyring } = this;
    const erasures = new Erasures({ erasureDelaySeconds: 60, appErasureDelaySeconds: 60 });
    this.wakeUp = new WakeUp(db, () => undefined);
    this.writer = new MessageWriter(db, keyring);
    this.users = new UsersService(db, keyring);
    this.removal = new UserRemoval(db, this.wakeUp, keyring, erasures);
    this.personalInformation = new PersonalInformation(db, keyring, erasures);
    const linking = new ClientLinking(keyring, new UserMerge(keyring, erasures));
    this.links = new ClientLinksService(db, this.wakeUp, keyring, linking);
    this.linkRequests = new LinkRequestsService(db, this.wakeUp, keyring);
    this.clients = new ClientsService(db, this.wakeUp, keyring);
    this.creation = new ConversationCreation(db, this.wakeUp, keyring);
    this.conversations = new ConversationsService(db, this.wakeUp, keyring, erasures);
    this.participants = new ParticipantsService(db, this.wakeUp, keyring);
    const attachments = new MessageAttachments(keyring, new MediaUrls(keyring, { publicUrl: 'https://parley.example', seconds: 60 }));
    this.messages = new MessagesService(db, this.writer, this.wakeUp, keyring, attachments);
    this.inbound = new ChannelInbound(keyring, this.writer, attachments, new LinkedByCode(keyring, linking));
    this.outbound = new ChannelOutbound(db, keyring, attachments);
    this.activities = new ActivitiesService(db, this.wakeUp, keyring);
    this.switchboards = new SwitchboardsService(db);
    this.switchboardIntegrations = new SwitchboardIntegrationsService(db);
    this.control = new SwitchboardActionsService(db, this.wakeUp, keyring);
  }
}

/** A database of the spec's own with one app, and as many processes as the spec asks for. */
export class Harness {
  private constructor(
    readonly test: TestDatabase,
    readonly appId: AppId,
    private readonly accountId: AccountId,
    readonly processes: readonly Process[],
    private readonly pools: readonly OpenDatabase[],
  ) {}

  static async start({ processes = 1, settings = { multiConvoEnabled: true } }: { processes?: number; settings?: object } = {}): Promise<Harness> {
    const test = await createTestDatabase();
    const { id, accountId } = await createApp(test, { settings });
    const pools = Array.from({ length: processes }, () => openDatabase(test.url));
    return new Harness(test, id, accountId, pools.map(({ database }) => new Process(database)), pools);
  }

  get first(): Process {
    return this.process(0);
  }

  /** Processes in turn. */
  process(nth: number): Process {
    return this.processes[nth % this.processes.length] as Process;
  }

  context(appId = this.appId, key?: { key: string; body?: string }): RequestContext {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    return {
      requestId: newId(), appId,
      principal: { scope: 'app', keyId: 'app_test', accountId: this.accountId, appId },
      ...(key && { idempotency: { operation: 'POST /test', keyHash: digest(key.key), bodyHash: digest(key.body ?? '') } }),
    };
  }

  /** The events of the app, opened, in the order of their positions. */
  async events(type?: string): Promise<{ type: string; order_key: string; payload: unknown }[]> {
    return outboxEvents(this.test, this.appId, type);
  }

  async user(given: { externalId?: string; profile?: object } = {}): Promise<string> {
    return (await this.first.users.create(this.context(), given)).id;
  }

  async personal(userId: string): Promise<string> {
    return (await this.first.creation.create(this.context(), { type: 'personal', participants: [{ userId }] })).id;
  }

  async group(userIds: readonly string[]): Promise<string> {
    const participants = userIds.map((userId) => ({ userId, subscribeSDKClient: false }));
    return (await this.first.creation.create(this.context(), { type: 'sdkGroup', participants })).id;
  }

  /** Links a user to a telephone number, in a conversation of his; by a new integration unless one is given. Answers the client's id, and the integration's. */
  async link(userId: string, conversationId: string, phoneNumber: string, integrationId?: string, process = this.first): Promise<{ id: string; integrationId: string }> {
    const made = integrationId ?? newId();
    if (integrationId === undefined) await this.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'whatsapp', 'inactive')", [this.appId, made]);
    const link = { matchCriteria: { type: 'whatsapp' as const, integrationId: made, phoneNumber }, confirmation: { type: 'immediate' as const }, target: { conversationId } };
    return { id: (await process.links.create(this.context(), { userIdOrExternalId: userId, link })).id ?? '', integrationId: made };
  }

  /** Posts a text as the business, or as the user. */
  async say(conversationId: string, text: string, userId?: string, process = this.first): Promise<string> {
    const author = userId === undefined ? { type: 'business' as const } : { type: 'user' as const, userId };
    const [message] = await process.messages.post(this.context(), { conversationId, message: { author, content: { type: 'text', text } } });
    return message?.id ?? '';
  }

  async unread(conversationId: string): Promise<(number | undefined)[]> {
    const page = await this.first.participants.list(this.context(), { conversationId, page: { size: 100 } });
    return page.items.map(({ unreadCount }) => unreadCount);
  }

  /** Resolves once so many statements wait for a lock; rejects when they don't within 20 s. */
  waiting(count: number): Promise<void> {
    return lockWaits(this.test, count);
  }

  async close(): Promise<void> {
    for (const { wakeUp } of this.processes) await wakeUp.close();
    for (const pool of this.pools) await pool.close();
    await this.test.close();
  }
}

export const all: PageRequest = { size: 100 };
