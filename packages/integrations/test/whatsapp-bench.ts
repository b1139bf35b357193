import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { InboundEvent } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import type { RawEvent, Verdict } from '../src/channels/channel.js';
import { located, vendorCalls, type FetchFile, type RemoteFile, type VendorCalls } from '../src/channels/vendor-calls.js';
import type { VendorFault } from '../src/channels/vendor-fault.js';
import { whatsapp } from '../src/channels/whatsapp/whatsapp.channel.js';
import type { LostFiles } from '../src/inbox/lost-files.js';
import { BUSINESS } from './emulator/whatsapp/business.js';
import { Graph } from './emulator/whatsapp/graph.js';
import { signed } from './emulator/whatsapp/signed-notification.js';

/** Notifications of our own making in Meta's form, by what they are of. */
export const FIXTURES = JSON.parse(readFileSync(new URL('../src/channels/whatsapp/fixtures/notifications.json', import.meta.url), 'utf8')) as Readonly<Record<string, object>>;

export const SETTINGS = { ...BUSINESS, verifyToken: 'a token of ours' };

/** A file as it was kept. */
interface Kept extends RemoteFile {
  readonly content: Buffer;
  readonly fileName?: string;
  readonly mediaType?: string;
}

/** The channel, a Graph API on loopback, and what lies between them. */
export class WhatsappBench {
  readonly kept: Kept[] = [];
  /** What Meta told of the integration itself. */
  readonly faults: VendorFault[] = [];

  private constructor(readonly graph: Graph, readonly calls: VendorCalls, private readonly client: GuardedClient) {}

  static async open(): Promise<WhatsappBench> {
    const graph = await Graph.start();
    const client = new GuardedClient({ allow: ['127.0.0.0/8'] });
    return new WhatsappBench(graph, vendorCalls(client, graph.url), client);
  }

  async close(): Promise<void> {
    this.graph.close();
    await this.client.close();
  }

  /** What a notification comes to when Meta sends it, signed as it signs. */
  async verdictOf(notification: object, { secret = BUSINESS.appSecret, settings = SETTINGS }: { readonly secret?: string; readonly settings?: object } = {}): Promise<Verdict> {
    const { headers, body } = await signed(notification, secret);
    return whatsapp.verify({ method: 'POST', url: 'https://parley.example/', headers, rawBody: Buffer.from(body) }, { ...settings });
  }

  async rawEventsOf(notification: object): Promise<readonly RawEvent[]> {
    const verdict = await this.verdictOf(notification);
    if (verdict.kind !== 'events') throw new Error(`the notification is ${verdict.kind}`);
    return verdict.events;
  }

  /** What it means, after it lay in the inbox as JSON; `lost` takes the files that Meta does not give, as the inbox does. */
  async eventsOf(notification: object, lost?: LostFiles): Promise<InboundEvent[]> {
    const events: InboundEvent[] = [];
    for (const { event } of await this.rawEventsOf(notification)) {
      events.push(...(await whatsapp.receive(JSON.parse(JSON.stringify(event)) as object, {
        integrationId: 'i', settings: SETTINGS, receivedAt: 1, calls: this.calls,
        file: (given) => (lost ? lost.kept(given, () => this.keep(given)) : this.keep(given)),
        keep: async () => '', noteFault: (fault) => void this.faults.push(fault),
      })));
    }
    return events.map((event) => lost?.told(event) ?? event);
  }

  private async keep({ fileName, mediaType, ...source }: Parameters<FetchFile>[0]): Promise<string> {
    const { mediaType: found = mediaType, ...file } = await located(source);
    const content: Buffer[] = [];
    for await (const chunk of await this.calls.download(file)) content.push(chunk);
    this.kept.push({ ...file, fileName, mediaType: found, content: Buffer.concat(content) });
    return `https://parley.example/media/${this.kept.length}`;
  }
}

/** A fixture whose file is this one. */
export const withHash = (name: string, bytes: Buffer, encoding: 'hex' | 'base64' = 'base64'): object =>
  JSON.parse(JSON.stringify(FIXTURES[name]).replaceAll('"HASH"', JSON.stringify(createHash('sha256').update(bytes).digest(encoding)))) as object;
