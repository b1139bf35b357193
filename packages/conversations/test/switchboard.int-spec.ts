import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { createIntegration } from '@parley/testing';
import { Harness } from './harness.js';
import { Board, shown, type Member } from './switchboard-setup.js';

describe('the switchboard', () => {
  let harness: Harness;
  let board: Board;
  let bot: Member;
  let desk: Member;
  let sales: Member;
  let userId: string;
  let conversationId: string;
  beforeAll(async () => {
    harness = await Harness.start();
    userId = await harness.user({ externalId: 'ada', profile: { givenName: 'Ada' } });
  });
  /** bot (the default) → desk → sales; only the bot wants standby events. */
  beforeEach(async () => {
    board = await Board.open(harness);
    sales = await board.add('sales', { deliverStandbyEvents: false });
    desk = await board.add('desk', { deliverStandbyEvents: false, nextSwitchboardIntegrationId: sales.id });
    bot = await board.add('bot', { nextSwitchboardIntegrationId: desk.id });
    await board.enable(bot);
    conversationId = await harness.personal(userId);
  });
  /** Each event that a test emits is as the documents say. */
  afterAll(() => harness.close());

  const ctx = () => harness.context();
  const control = () => harness.first.control;
  const to = (switchboardIntegration: string, more: object = {}) => ({ conversationId, switchboardIntegration, ...more });
  const state = () => board.control(conversationId);
  /** The events of what `work` does. */
  const eventsOf = async (work: () => Promise<unknown>) => {
    const before = await board.events(conversationId);
    await work();
    return board.events(conversationId, before.length);
  };
  const NO_INTEGRATION = { code: 'switchboard_integration_not_found' };

  describe('default assignment', () => {
    it('a new conversation is given to the default, and its first event says so', async () => {
      expect(await state()).toEqual(['bot', undefined]);
      const [created] = await board.events(conversationId);
      expect(created).toMatchObject({ type: 'conversation:create', payload: { conversation: { id: conversationId, activeSwitchboardIntegration: shown(bot) } } });
    });

    it.each<[string, () => Promise<unknown>]>([
      ['a message of the business', () => harness.say(conversationId, 'Hello')],
      ['a message of a user', () => harness.say(conversationId, 'Hello', userId)],
      ['messages at once', () => Promise.all([1, 2, 3, 4].map((nth) => harness.say(conversationId, `Hello ${nth}`)))],
      ['typing', () => harness.first.activities.post(ctx(), { conversationId, activity: { author: { type: 'business' }, type: 'typing:start' } })],
      ['reading', () => harness.first.activities.post(ctx(), { conversationId, activity: { author: { type: 'user', userId }, type: 'conversation:read' } })],
    ])('a conversation older than the switchboard, or released, is given to the default by %s', async (_, activity) => {
      await control().releaseControl(ctx(), { conversationId });
      const events = await eventsOf(activity);
      for (const { payload } of events) expect(payload.conversation).toMatchObject({ activeSwitchboardIntegration: shown(bot) });
      expect(events.length).toBeGreaterThan(0);
      expect(await state()).toEqual(['bot', undefined]);
    });

    it('when the active one is deleted nobody is in control until the next activity, and an offer to the default is over then', async () => {
      const guest = await board.add('guest');
      await control().passControl(ctx(), to('guest'));
      await control().offerControl(ctx(), to('bot'));
      await harness.first.switchboardIntegrations.delete(ctx(), board.id, guest.id);
      expect(await state()).toEqual([undefined, 'bot']);
      await harness.say(conversationId, 'Hello');
      expect(await state()).toEqual(['bot', undefined]);
      await expect(control().acceptControl(ctx(), { conversationId })).rejects.toMatchObject({ code: 'bad_request' });
    });

    it('an activity leaves control where it is', async () => {
      await control().passControl(ctx(), to('desk'));
      await control().offerControl(ctx(), to('sales'));
      await Promise.all([1, 2, 3].map(() => harness.say(conversationId, 'Hello')));
      expect(await state()).toEqual(['desk', 'sales']);
    });

    it('while it is disabled, and once it is deleted, nobody is in control, nothing is kept from anybody, and actions are refused', async () => {
      await control().passControl(ctx(), to('desk'));
      await board.enable(bot, false);
      const check = async () => {
        expect(await state()).toEqual([undefined, undefined]);
        const [said] = await eventsOf(() => harness.say(conversationId, 'Hello'));
        expect(said).toMatchObject({ payload: { conversation: { id: conversationId } }, withheld: [] });
        expect(said?.payload.conversation).not.toHaveProperty('activeSwitchboardIntegration');
        await expect(control().passControl(ctx(), to('desk'))).rejects.toMatchObject({ code: 'switchboard_not_found' });
      };
      await check();
      await board.enable(bot);
      expect(await state()).toEqual(['desk', undefined]);
      await harness.first.switchboards.delete(ctx(), board.id);
      await check();
    });
  });

  describe('passControl', () => {
    it('makes the target active, ends an offer, and its event carries metadata, sealed at rest', async () => {
      await control().offerControl(ctx(), to('sales'));
      const events = await eventsOf(() => control().passControl(ctx(), to('desk', { metadata: { ticket: 'confidential-7' } })));
      expect(events).toMatchObject([{ type: 'switchboard:passControl', payload: { conversation: { activeSwitchboardIntegration: shown(desk) }, metadata: { ticket: 'confidential-7' } } }]);
      expect(events[0]?.payload.conversation).not.toHaveProperty('pendingSwitchboardIntegration');
      expect(await harness.test.query("select from outbox_events where payload::text like '%confidential%' or cell_references::text like '%confidential%'")).toEqual([]);
      expect(await state()).toEqual(['desk', undefined]);
    });

    it('may be referenced by its id, name, or integrationType, in that order of precedence', async () => {
      const named = await board.add(desk.id);
      await control().passControl(ctx(), to(desk.id));
      expect(await state()).toEqual(['desk', undefined]);
      await board.add('custom');
      await control().passControl(ctx(), to('custom'));
      expect(await state()).toEqual(['custom', undefined]);
      expect(named.name).toBe(desk.id);
    });

    it('in case of ambiguity an error will be raised', async () => {
      await board.add('desk');
      for (const target of ['desk', 'custom']) {
        const events = await eventsOf(() => expect(control().passControl(ctx(), to(target))).rejects.toMatchObject({ code: 'bad_request' }));
        expect(events).toMatchObject([{ type: 'switchboard:passControl:failure', payload: { error: { code: 'switchboard_invalid_target', message: 'Switchboard invalid target' } } }]);
      }
      expect(await state()).toEqual(['bot', undefined]);
    });

    it('an unknown target, and next where there is none, change nothing and are told by an event', async () => {
      await control().passControl(ctx(), to('sales'));
      for (const target of ['nobody', newId(), 'next', '']) {
        const events = await eventsOf(() => expect(control().passControl(ctx(), to(target, { metadata: { a: 1 } }))).rejects.toMatchObject(NO_INTEGRATION));
        expect(events).toMatchObject([{ type: 'switchboard:passControl:failure', payload: { conversation: { activeSwitchboardIntegration: shown(sales) }, metadata: { a: 1 }, error: { code: 'switchboard_invalid_target' } } }]);
      }
      expect(await state()).toEqual(['sales', undefined]);
    });

    it('next is the one after the active one', async () => {
      await control().passControl(ctx(), to('next'));
      await control().passControl(ctx(), to('next'));
      expect(await state()).toEqual(['sales', undefined]);
    });

    it.each(['next', 'desk', 'its id'])('is idempotent for the key of an integration that already passed control to %s', async (target) => {
      const given = target === 'its id' ? desk.id : target;
      await control().passControl(board.as(bot), to(given));
      expect(await eventsOf(() => control().passControl(board.as(bot), to(given)))).toEqual([]);
      expect(await state()).toEqual(['desk', undefined]);
      const again = await eventsOf(() => control().passControl(ctx(), to(desk.id)));
      expect(again.map(({ type }) => type)).toEqual(['switchboard:passControl']);
    });

    it('ten at once by one integration pass control on once', async () => {
      const events = await eventsOf(() => Promise.all(Array.from({ length: 10 }, () => control().passControl(board.as(bot), to('next')))));
      expect(events.map(({ type }) => type)).toEqual(['switchboard:passControl']);
      expect(await state()).toEqual(['desk', undefined]);
    });
  });

  describe('offerControl and acceptControl', () => {
    it('the target becomes pending, a new offer replaces the old, and accepting makes it active', async () => {
      await control().offerControl(ctx(), to('desk'));
      const offered = await eventsOf(() => control().offerControl(ctx(), to('sales')));
      expect(offered).toMatchObject([{ type: 'switchboard:offerControl', payload: { conversation: { activeSwitchboardIntegration: shown(bot), pendingSwitchboardIntegration: shown(sales) } } }]);
      await expect(control().acceptControl(board.as(desk), { conversationId })).rejects.toMatchObject({ code: 'forbidden' });
      const accepted = await eventsOf(() => control().acceptControl(board.as(sales), { conversationId, metadata: { yes: true } }));
      expect(accepted).toMatchObject([{ type: 'switchboard:acceptControl', payload: { conversation: { activeSwitchboardIntegration: shown(sales) }, metadata: { yes: true } } }]);
      expect(await state()).toEqual(['sales', undefined]);
    });

    it('cannot match the active switchboard integration', async () => {
      const message = 'Cannot offer control to the active switchboard integration.';
      const events = await eventsOf(() => expect(control().offerControl(ctx(), to('bot'))).rejects.toMatchObject({ code: 'bad_request', title: message }));
      expect(events).toMatchObject([{ type: 'switchboard:offerControl:failure', payload: { error: { code: 'switchboard_invalid_target', message } } }]);
    });

    it('without an offer there is nothing to accept', async () => {
      const message = 'There is no pendingSwitchboardIntegration';
      for (const caller of [ctx(), board.as(desk)]) {
        const events = await eventsOf(() => expect(control().acceptControl(caller, { conversationId })).rejects.toMatchObject({ code: 'bad_request', title: message }));
        expect(events).toMatchObject([{ type: 'switchboard:acceptControl:failure', payload: { error: { code: 'switchboard_invalid_action', message } } }]);
      }
    });
  });

  describe('releaseControl', () => {
    it('nullifies the switchboard state, only for the active integration among those; once', async () => {
      await control().offerControl(ctx(), to('desk'));
      for (const caller of [desk, { integrationId: (await createIntegration(harness.test, harness.appId)).id }])
        await expect(control().releaseControl(board.as(caller), { conversationId })).rejects.toMatchObject({ code: 'forbidden' });
      const released = await eventsOf(() => control().releaseControl(board.as(bot), { conversationId, metadata: { done: true } }));
      expect(released).toMatchObject([{ type: 'switchboard:releaseControl', payload: { conversation: { id: conversationId }, metadata: { done: true } } }]);
      expect(released[0]?.payload.conversation).not.toHaveProperty('activeSwitchboardIntegration');
      expect(await state()).toEqual([undefined, undefined]);
      await expect(control().releaseControl(board.as(bot), { conversationId })).rejects.toMatchObject({ code: 'forbidden' });
      expect(await eventsOf(() => control().releaseControl(ctx(), { conversationId }))).toEqual([]);
    });
  });

  it.each(['passControl', 'offerControl', 'acceptControl', 'releaseControl'] as const)('%s of an unknown conversation, also of another app, is conversation_not_found', async (action) => {
    for (const unknown of [newId(), 'x', '\0'])
      await expect(control()[action](ctx(), { ...to('desk'), conversationId: unknown })).rejects.toMatchObject({ code: 'conversation_not_found' });
  });

  describe('delivery', () => {
    const withheldFrom = async (work: () => Promise<unknown>) => {
      const names = new Map([bot, desk, sales].map(({ integrationId, name }) => [integrationId, name]));
      return (await eventsOf(work)).map(({ withheld }) => withheld.map((id) => names.get(id) ?? id).toSorted());
    };

    it('conversation events reach the active one, those outside of the switchboard, and on standby who wants them', async () => {
      expect(await withheldFrom(() => harness.say(conversationId, 'Hello'))).toEqual([['desk', 'sales']]);
      await control().passControl(ctx(), to('desk'));
      expect(await withheldFrom(() => harness.say(conversationId, 'Hello', userId))).toEqual([['sales']]);
      await control().offerControl(ctx(), to('sales'));
      expect(await withheldFrom(() => Promise.all([1, 2].map(() => harness.say(conversationId, 'Hello'))))).toEqual([['sales'], ['sales']]);
      const typing = () => harness.first.activities.post(ctx(), { conversationId, activity: { author: { type: 'business' }, type: 'typing:stop' } });
      expect(await withheldFrom(typing)).toEqual([['sales']]);
    });

    it('events of the switchboard reach who had, has, is offered or acts; an offer always reaches the offered one', async () => {
      expect(await withheldFrom(() => control().offerControl(ctx(), to('sales')))).toEqual([['desk']]);
      expect(await withheldFrom(() => control().offerControl(ctx(), to('desk')))).toEqual([[]]);
      expect(await withheldFrom(() => control().acceptControl(ctx(), { conversationId }))).toEqual([['sales']]);
      expect(await withheldFrom(() => control().passControl(board.as(sales), to('bot')))).toEqual([[]]);
      expect(await withheldFrom(() => control().releaseControl(board.as(bot), { conversationId }))).toEqual([['desk', 'sales']]);
      expect(await withheldFrom(() => control().passControl(board.as(desk), to('nobody')).catch(() => undefined))).toEqual([['sales']]);
    });

    it('an integration that is linked twice gets what either is to get', async () => {
      await board.add('desk-too', { integrationId: desk.integrationId });
      expect(await withheldFrom(() => harness.say(conversationId, 'Hello'))).toEqual([['sales']]);
    });

    it('what is kept from whom is decided by who is in control when it happens', async () => {
      const [said] = await eventsOf(() => harness.say(conversationId, 'for the bot'));
      await control().passControl(ctx(), to('desk'));
      const all = await board.events(conversationId);
      expect(all.find(({ payload }) => JSON.stringify(payload).includes('for the bot'))).toEqual(said);
    });
  });

  describe('messageHistoryCount', () => {
    it('so many messages ride along to whom control is passed or offered, oldest first, quoted', async () => {
      const historian = await board.add('historian', { messageHistoryCount: 3 });
      for (const [text, author] of [['one'], ['two'], ['three', userId], ['four']] as const) await harness.say(conversationId, text, author);
      const [offered] = await eventsOf(() => control().offerControl(ctx(), to('historian')));
      expect(offered?.payload.messageHistory).toEqual([
        expect.objectContaining({ author: { type: 'business' }, content: { type: 'text', text: 'two' } }),
        expect.objectContaining({ author: { type: 'user', userId, displayName: 'Ada' }, content: { type: 'text', text: 'three' } }),
        expect.objectContaining({ author: { type: 'business' }, content: { type: 'text', text: 'four' }, source: { type: 'api' }, id: expect.any(String), received: expect.any(String) }),
      ]);
      const [accepted] = await eventsOf(() => control().acceptControl(board.as(historian), { conversationId }));
      expect(accepted?.payload).not.toHaveProperty('messageHistory');
      const [passed] = await eventsOf(() => control().passControl(ctx(), to('historian')));
      expect(passed?.payload.messageHistory).toHaveLength(3);
      const [other] = await eventsOf(() => control().passControl(ctx(), to('desk')));
      expect(other?.payload).not.toHaveProperty('messageHistory');
      expect(await harness.test.query("select from outbox_events where payload::text like '%three%'")).toEqual([]);
    });
  });
});
