import { webhookTarget, type WebhookTarget } from '@parley/testing';
import { basic } from './authorization.js';
import { Conformance } from './conformance.js';
import { connect, type OfficialClient } from './official-client.js';
import type { App } from './official-client.types.js';
import { RunningParley } from './running-parley.js';
import { eventsOf, firstArrivals, type WebhookEvent } from './webhook-events.js';

/** An app of a product of its own, asked by the official client, whose webhook hears of `triggers`. */
export class ListeningApp {
  private seen = 0;

  private constructor(
    readonly parley: RunningParley,
    readonly business: OfficialClient,
    readonly conformance: Conformance,
    readonly app: App,
    readonly target: WebhookTarget,
  ) {}

  static async start(triggers: readonly string[], settings: Readonly<Record<string, string>>): Promise<ListeningApp> {
    const conformance = new Conformance();
    const [parley, target] = await Promise.all([RunningParley.start(settings), webhookTarget()]);
    try {
      const business = connect({ baseUrl: parley.baseUrl, key: parley.credentials().accountKey, scope: 'account', mode: 'Basic', onExchange: conformance.exchange });
      const { app } = await business.apps.createApp({ displayName: 'Shop' });
      await business.integrations.createIntegration(app.id, { type: 'custom', displayName: 'Backend', webhooks: [{ target: target.url, triggers, includeFullUser: true, includeFullSource: true }] });
      return new ListeningApp(parley, business, conformance, app, target);
    } catch (error) {
      await Promise.allSettled([parley.dispose(), target.close()]);
      throw error;
    }
  }

  /** Waits for so many events that no call has answered before, and answers all such, a redelivery's first arrival only. */
  async events(count: number, timeoutMs?: number): Promise<WebhookEvent[]> {
    await this.target.until((received) => firstArrivals(eventsOf(received)).length >= this.seen + count, timeoutMs);
    const all = this.unread();
    this.seen += all.length;
    return all;
  }

  /** The events that have come and that no call has answered. */
  unread(): WebhookEvent[] {
    return firstArrivals(eventsOf(this.target.received)).slice(this.seen);
  }

  /** Uploads a file for a conversation; answers the address by which a message names it. */
  async attach(conversationId: string, file: File): Promise<string> {
    const form = new FormData();
    form.append('source', file);
    const answer = await fetch(`${this.parley.baseUrl}/v2/apps/${this.app.id}/attachments?for=message&conversationId=${conversationId}`, {
      method: 'POST', headers: { authorization: basic(this.parley.credentials().accountKey) }, body: form,
    });
    const { attachment } = (await answer.json()) as { readonly attachment: { readonly mediaUrl: string } };
    return attachment.mediaUrl;
  }

  /** The faults of all that was exchanged and of all that came, against the specification. */
  faults(): string[] {
    for (const { body } of this.target.received) this.conformance.envelope(body);
    return [...this.conformance.faults];
  }

  async dispose(): Promise<void> {
    await this.parley.dispose();
    await this.target.close();
  }
}
