import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { heldByLaw, type Eraser } from '@parley/erasure';
import { newId, type AppId, type RequestContext } from '@parley/kernel';
import { LegalHoldsService } from '@parley/legal-hold';
import { createConversation, createUser, lockWaits, testKeyring, whileLocked } from '@parley/testing';
import { eraseAll, openErasing, type Erasing } from './support/erasing.js';

describe('an erasure under a legal hold', () => {
  let at: Erasing;
  let holds: LegalHoldsService;
  let eraser: Eraser;
  let user: string;
  let conversation: string;
  let erasure: string;

  const ctx = (): RequestContext => ({ requestId: 'r', appId: at.app.id, principal: { scope: 'account', keyId: 'act_1', accountId: at.app.accountId } });
  const place = async (type: 'app' | 'user' | 'conversation', id: string) => (await holds.place(ctx(), { target: { type, id } })).hold.id;
  const state = async () => {
    const row = await at.row(erasure);
    return [row['state'], row['waiting']];
  };
  const again = async () => {
    await at.now();
    await eraseAll(eraser, at.live);
    return state();
  };

  beforeEach(async () => {
    at = await openErasing();
    holds = new LegalHoldsService(at.db, testKeyring());
    eraser = at.eraser({ isHeld: heldByLaw });
    user = (await createUser(at.test, at.app.id)).id;
    conversation = (await createConversation(at.test, at.app.id, { userIds: [user] })).id;
    erasure = await at.request(conversation);
  });
  afterEach(() => at.close());

  it.each<['app' | 'user' | 'conversation', () => string]>([
    ['conversation', () => conversation], ['user', () => user], ['app', (): AppId => at.app.id],
  ])('on the %s waits with every key, until it is lifted', async (type, id) => {
    const hold = await place(type, id());
    expect([await again(), await again()]).toEqual([['pending', 'held'], ['pending', 'held']]);
    expect(at.calls).toEqual([]);
    await holds.lift(ctx(), hold);
    expect(await again()).toEqual(['complete', null]);
  });

  it('on somebody else goes on', async () => {
    const other = (await createUser(at.test, at.app.id)).id;
    await place('user', other);
    expect(await again()).toEqual(['complete', null]);
  });

  it('of a whole app waits for whoever is held in it', async () => {
    await at.test.query("update erasures set kind = 'app', target_id = app_id, subjects = '[]'");
    await place('user', user);
    expect(await again()).toEqual(['pending', 'held']);
  });

  it('that has passed the point of no return is not held any more: what it erases cannot be held', async () => {
    await at.test.query("update erasures set state = 'destroying'");
    await expect(place('conversation', conversation)).rejects.toMatchObject({ code: 'conversation_not_found' });
    await place('user', user);
    await at.test.query("update erasures set subjects = jsonb_build_array(jsonb_build_object('subject', 'user:' || $1::text))", [user]);
    await expect(holds.place(ctx(), { target: { type: 'user', id: user }, reference: newId() })).rejects.toMatchObject({ code: 'user_not_found' });
    await at.test.query("update erasures set kind = 'personal_information'");
    await holds.place(ctx(), { target: { type: 'user', id: user }, reference: newId() });
    await at.test.query("update erasures set kind = 'app', subjects = '[]'");
    await expect(place('app', at.app.id)).rejects.toMatchObject({ code: 'app_not_found' });
  });

  it('placed at the same instant waits', async () => {
    const begun: Promise<unknown>[] = [];
    await whileLocked(at.test, 'legal_holds', async () => {
      begun.push(place('user', user));
      await lockWaits(at.test, 1);
      begun.push(eraseAll(eraser, at.live));
      await lockWaits(at.test, 2);
    });
    await Promise.all(begun);
    expect([await state(), at.calls]).toEqual([['pending', 'held'], []]);
  });
});
