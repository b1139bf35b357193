import { describe, expect, it } from '@jest/globals';
import { LaneSlots } from './lane-slots.js';

const lane = (appId: string, webhookId: string) => ({ appId, webhookId });

describe('LaneSlots', () => {
  it('bounds one webhook to an eighth and one app to a quarter of the slots', () => {
    const slots = new LaneSlots(64);
    expect(slots.bounds()).toMatchObject({ free: 64, perWebhook: 8, perApp: 16 });
    for (let n = 0; n < 8; n += 1) slots.take(lane('a', 'w'));
    const { free, webhooks, apps } = slots.bounds();
    expect([free, webhooks.get('w'), apps.get('a')]).toEqual([56, 0, 8]);
  });

  it('a slot that is given back can be taken again', () => {
    const slots = new LaneSlots(2);
    const give = slots.take(lane('a', 'w'));
    give();
    give();
    expect(slots.bounds().free).toBe(2);
  });

  it('probes a silent webhook with one request at a time until it answers in time', () => {
    const slots = new LaneSlots(64);
    slots.silent('w');
    expect(slots.bounds().webhooks.get('w')).toBe(1);
    const give = slots.take(lane('a', 'w'));
    expect(slots.bounds().webhooks.get('w')).toBe(0);
    give();
    slots.trust('w');
    expect(slots.bounds().webhooks.has('w')).toBe(false);
  });

  it('leaves half of the slots to webhooks that answer in time, however many are slow', () => {
    const slots = new LaneSlots(64);
    for (let n = 0; n < 100; n += 1) slots.slow(`w${n}`);
    const given = [...slots.bounds().webhooks.values()].reduce((sum, room) => sum + room, 0);
    expect(given).toBe(32);
    for (let n = 0; n < 32; n += 1) slots.take(lane(`a${n}`, `w${n}`));
    expect([...slots.bounds().webhooks.values()].every((room) => room === 0)).toBe(true);
    expect(slots.bounds().free).toBe(32);
  });
});
