import type { RequestContext } from '@parley/kernel';
import { createIntegration } from '@parley/testing';
import type { Harness } from './harness.js';

/** A switchboard integration as specs name it. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly integrationId: string;
}

/** What a conversation shows of a switchboard integration. */
export const shown = ({ id, name, integrationId }: Member) => ({ id, name, integrationId, integrationType: 'custom' });

/** A switchboard of the harness' app, which a spec file may make anew for each test. */
export class Board {
  private constructor(
    readonly harness: Harness,
    readonly id: string,
  ) {}

  /** A switchboard in place of the one before, disabled and without anybody. */
  static async open(harness: Harness): Promise<Board> {
    const { switchboards } = harness.first;
    for (const { id } of await switchboards.list(harness.context())) await switchboards.delete(harness.context(), id);
    return new Board(harness, (await switchboards.create(harness.context())).id);
  }

  /** One that is there. */
  static of(harness: Harness, id: string): Board {
    return new Board(harness, id);
  }

  async add(name: string, given: { integrationId?: string; deliverStandbyEvents?: boolean; nextSwitchboardIntegrationId?: string; messageHistoryCount?: number } = {}): Promise<Member> {
    const { harness } = this;
    const integrationId = given.integrationId ?? (await createIntegration(harness.test, harness.appId)).id;
    const { id } = await harness.first.switchboardIntegrations.create(harness.context(), this.id, { ...given, name, integrationId });
    return { id, name, integrationId };
  }

  async enable(byDefault: Member, enabled = true): Promise<void> {
    await this.harness.first.switchboards.update(this.harness.context(), this.id, { enabled, defaultSwitchboardIntegrationId: byDefault.id });
  }

  /** A request with the key of an integration. */
  as({ integrationId }: { readonly integrationId: string }): RequestContext {
    const ctx = this.harness.context();
    return { ...ctx, principal: { ...ctx.principal, scope: 'integration', keyId: 'int_test', integrationId } };
  }

  /** Who is in control of a conversation and whom it is offered to, by their names. */
  async control(conversationId: string): Promise<[active?: string, pending?: string]> {
    const { activeSwitchboardIntegration: active, pendingSwitchboardIntegration: pending } = await this.harness.first.conversations.get(this.harness.context(), conversationId);
    return [active?.name, pending?.name];
  }

  /** The events of a conversation that came after the first `skip`, with the integrations that each is kept from. */
  async events(conversationId: string, skip = 0): Promise<{ type: string; payload: Record<string, unknown>; withheld: string[] }[]> {
    const { harness } = this;
    const events = await harness.events();
    const rows = await harness.test.query<{ order_key: string; withheld_from: string[] | null }>('select order_key, withheld_from from outbox_events where app_id = $1 order by position', [harness.appId]);
    return events
      .map(({ type, payload, order_key: key }, index) => ({ type, key, payload: payload as Record<string, unknown>, withheld: (rows[index]?.withheld_from ?? []).toSorted() }))
      .filter(({ key }) => key === conversationId)
      .slice(skip)
      .map(({ type, payload, withheld }) => ({ type, payload, withheld }));
  }
}
