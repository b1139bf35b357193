import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError, newId } from '@parley/kernel';
import { createIntegration } from '@parley/testing';
import fc from 'fast-check';
import { Harness } from './harness.js';
import { Model, NAMES, TARGETS, type Caller, type Name, type Result, type Step } from './switchboard-model.js';
import { Board, type Member } from './switchboard-setup.js';

const name = fc.constantFrom(...NAMES);
const caller = fc.constantFrom<Caller>(...NAMES, 'app');
const target = fc.constantFrom(...TARGETS);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('pass' as const, 'offer' as const), caller, target }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('accept' as const, 'release' as const), caller }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('say' as const, 'type' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('enable' as const, 'disable' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'add' as const, 'default' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('next' as const), name, next: name }) },
);

const RESET = `
  delete from switchboards where app_id = '$app';
  delete from outbox_events;
  insert into switchboards (app_id, id) values ('$app', '$board');
  update conversations set active_switchboard_integration_id = '$bot', pending_switchboard_integration_id = null where app_id = '$app'`;

const FILL = `
  with added as (
    insert into switchboard_integrations (app_id, id, name, integration_id, integration_type, deliver_standby_events)
    select $1, id, name, integration_id, 'custom', true from unnest($2::text[], $3::text[], $4::text[]) as member(id, name, integration_id))
  update switchboards set enabled = true, default_switchboard_integration_id = ($2::text[])[1] where app_id = $1`;

/** The product, asked to take the steps that the model takes. */
class Product {
  private readonly members = new Map<Name, Member>();

  private constructor(
    private readonly harness: Harness,
    private readonly board: Board,
    private readonly integrations: ReadonlyMap<Name, string>,
    private readonly conversationId: string,
  ) {}

  /** A switchboard of its own with all names in it, `bot` the default, enabled and in control of the conversation. */
  static async open(harness: Harness, integrations: ReadonlyMap<Name, string>, conversationId: string): Promise<Product> {
    const members = NAMES.map((each) => ({ id: newId(), name: each, integrationId: integrations.get(each) ?? '' }));
    const board = newId();
    await harness.test.query(RESET.replaceAll('$app', harness.appId).replaceAll('$board', board).replaceAll('$bot', members[0]?.id ?? ''));
    await harness.test.query(FILL, [harness.appId, members.map(({ id }) => id), NAMES, members.map(({ integrationId }) => integrationId)]);
    const product = new Product(harness, Board.of(harness, board), integrations, conversationId);
    for (const member of members) product.members.set(member.name, member);
    return product;
  }

  async apply(step: Step): Promise<Result> {
    const answer = await this.act(step).then(() => 'ok', (error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    });
    const events = await this.harness.test.query<{ type: string }>('delete from outbox_events where order_key = $1 returning type', [this.conversationId]);
    expect(events.length).toBeLessThanOrEqual(1);
    return { answer, event: events[0]?.type };
  }

  async state(): Promise<readonly [string?, string?]> {
    return this.board.control(this.conversationId);
  }

  private async act(step: Step): Promise<unknown> {
    const { control, switchboards, switchboardIntegrations, activities } = this.harness.first;
    const { conversationId, board } = this;
    const ctx = this.harness.context();
    const as = (who: Caller) => (who === 'app' ? ctx : board.as({ integrationId: this.integrations.get(who) ?? '' }));
    const idOf = (who: Name) => this.members.get(who)?.id ?? 'f'.repeat(24);
    switch (step.do) {
      case 'pass': return control.passControl(as(step.caller), { conversationId, switchboardIntegration: step.target });
      case 'offer': return control.offerControl(as(step.caller), { conversationId, switchboardIntegration: step.target });
      case 'accept': return control.acceptControl(as(step.caller), { conversationId });
      case 'release': return control.releaseControl(as(step.caller), { conversationId });
      case 'say': return this.harness.say(conversationId, 'Hello');
      case 'type': return activities.post(ctx, { conversationId, activity: { author: { type: 'business' }, type: 'typing:start' } });
      case 'enable': return switchboards.update(ctx, board.id, { enabled: true });
      case 'disable': return switchboards.update(ctx, board.id, { enabled: false });
      case 'default': return switchboards.update(ctx, board.id, { defaultSwitchboardIntegrationId: idOf(step.name) });
      case 'next': return switchboardIntegrations.update(ctx, board.id, idOf(step.name), { nextSwitchboardIntegrationId: idOf(step.next) });
      case 'delete':
        await switchboardIntegrations.delete(ctx, board.id, idOf(step.name));
        return this.members.delete(step.name);
      case 'add':
        if (!this.members.has(step.name)) this.members.set(step.name, await board.add(step.name, { integrationId: this.integrations.get(step.name) }));
        return undefined;
    }
  }
}

describe('the switchboard beside a reference model (semantics §9)', () => {
  let harness: Harness;
  let conversationId: string;
  let integrations: Map<Name, string>;
  beforeAll(async () => {
    harness = await Harness.start();
    conversationId = await harness.personal(await harness.user());
    integrations = new Map(await Promise.all(NAMES.map(async (each) => [each, (await createIntegration(harness.test, harness.appId)).id] as const)));
  });
  afterAll(() => harness.close());

  it('answers, tells and shows after every step of any sequence what the model does', async () => {
    let walked = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const [model, product] = [new Model(), await Product.open(harness, integrations, conversationId)];
        for (const each of steps) {
          expect({ step: each, ...(await product.apply(each)) }).toEqual({ step: each, ...model.apply(each) });
          expect(await product.state()).toEqual(model.state);
          walked += 1;
        }
      }),
      { numRuns: 200 },
    );
    expect(walked).toBeGreaterThan(400);
  }, 120_000);
});
