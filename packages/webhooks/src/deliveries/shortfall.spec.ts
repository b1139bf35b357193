import { describe, expect, it } from '@jest/globals';
import { LaneSlots, NO_ROOM } from './lane-slots.js';
import { Shortfall } from './shortfall.js';

const lane = (appId: string, webhookId: string) => ({ appId, webhookId });
const lanes = (count: number, appId: string, webhookId: string) => Array.from({ length: count }, () => lane(appId, webhookId));

/** 64 slots: 8 for a webhook, 16 for an app. */
function arranged() {
  const slots = new LaneSlots(64);
  const shortfall = new Shortfall();
  const take = (all: readonly ReturnType<typeof lane>[]) => all.map((each) => slots.take(each));
  const relieved = () => shortfall.relieved(slots.bounds());
  const narrowed = () => shortfall.narrow(slots.bounds());
  return { slots, shortfall, take, relieved, narrowed };
}

describe('Shortfall', () => {
  it('of nobody leaves new lanes their bounds, and asks for no claim', () => {
    const { slots, shortfall, relieved, narrowed } = arranged();
    expect(shortfall.note(slots.bounds(), lanes(7, 'a', 'w'))).toBe(false);
    expect(narrowed()).toEqual(slots.bounds());
    expect(relieved()).toBe(false);
  });

  it('of a webhook at its bound takes the room of its new lanes, and nobody else’s', () => {
    const { slots, shortfall, take, relieved, narrowed } = arranged();
    const bounds = slots.bounds();
    const gives = take(lanes(8, 'a', 'w'));
    expect(shortfall.note(bounds, lanes(8, 'a', 'w'))).toBe(true);
    expect(narrowed()).toEqual({ ...slots.bounds(), webhooks: new Map([['w', 0]]) });
    expect(relieved()).toBe(false);
    // What another webhook gives back is no room for this one.
    for (const give of take(lanes(3, 'a', 'other'))) give();
    expect(relieved()).toBe(false);
    gives[0]?.();
    expect(relieved()).toBe(true);
    // Still for the claim, not for new lanes.
    expect(narrowed().webhooks.get('w')).toBe(0);
  });

  it('of an app at its bound takes the room of its new lanes, and nobody else’s', () => {
    const { slots, shortfall, take, relieved, narrowed } = arranged();
    const taken = ['v', 'w', 'x'].flatMap((webhook) => lanes(webhook === 'x' ? 2 : 7, 'a', webhook));
    expect(shortfall.note(slots.bounds(), taken)).toBe(true);
    const gives = take(taken);
    expect(narrowed()).toMatchObject({ free: 48, webhooks: slots.bounds().webhooks, apps: new Map([['a', 0]]) });
    expect(relieved()).toBe(false);
    gives[0]?.();
    expect(relieved()).toBe(true);
  });

  it('of everybody, when no slot was left, leaves nothing to new lanes, and any slot that becomes free is for a claim', () => {
    const { slots, shortfall, take, relieved, narrowed } = arranged();
    const taken = Array.from({ length: 64 }, (_, n) => lane(`a${n}`, `w${n}`));
    const gives = take(taken.slice(1));
    expect(shortfall.note(slots.bounds(), taken.slice(0, 1))).toBe(true);
    gives.push(...take(taken.slice(0, 1)));
    expect(narrowed()).toBe(NO_ROOM);
    expect(relieved()).toBe(false);
    gives[5]?.();
    expect(relieved()).toBe(true);
    expect(narrowed()).toBe(NO_ROOM);
  });

  it('of a silent webhook ends the moment its probe has ended, or it answers in time', () => {
    const { slots, shortfall, take, relieved } = arranged();
    slots.silent('w');
    const [give] = take([lane('a', 'w')]);
    shortfall.note(slots.bounds(), []);
    expect(relieved()).toBe(false);
    slots.trust('w');
    expect(relieved()).toBe(true);
    slots.silent('w');
    expect(relieved()).toBe(false);
    give?.();
    expect(relieved()).toBe(true);
  });

  it('of a slow webhook ends when another slow one leaves it a share of their half', () => {
    const { slots, shortfall, take, relieved, narrowed } = arranged();
    for (let n = 0; n <= 4; n += 1) slots.slow(`w${n}`);
    const gives = [0, 1, 2, 3].flatMap((n) => take(lanes(8, `a${n}`, `w${n}`)));
    shortfall.note(slots.bounds(), [], new Set(['w4']));
    expect(narrowed()).toMatchObject({ free: 32 });
    expect(relieved()).toBe(false);
    gives[0]?.();
    gives[1]?.();
    expect(relieved()).toBe(true);
  });

  it('is not of a webhook without room that has no lanes at all', () => {
    const { slots, shortfall, take } = arranged();
    take(lanes(8, 'a', 'w'));
    expect(shortfall.note(slots.bounds(), [], new Set(['other']))).toBe(false);
    expect(shortfall.note(slots.bounds(), [], new Set(['w']))).toBe(true);
  });

  it('of a webhook whose lane was given back asks for a claim, and is forgotten by it', () => {
    const { shortfall, relieved, narrowed } = arranged();
    shortfall.webhook('w');
    expect(relieved()).toBe(true);
    expect(narrowed().webhooks.get('w')).toBe(0);
    shortfall.clear();
    expect(relieved()).toBe(false);
  });
});
