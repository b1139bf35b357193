import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHANNEL_NAMES } from '../src/channels/channel-names.js';
import { channelOf } from '../src/channels/registry.js';
import { ratesOf } from '../src/rates/channel-rates.js';
import { RateLimits, type Rates } from '../src/rates/rate-limits.js';

/** Limits by a clock that stands until it is moved. */
function limitsOf(rates: Rates) {
  const clock = { now: 1_000_000 };
  const limits = new RateLimits(() => rates, () => clock.now);
  return { clock, wait: (lane: string, recipient = lane, integrationId = 'i') => limits.wait('telegram', { lane, integrationId, recipient }) };
}

it('a burst goes at once, what is more waits for its turn, each for one of its own', () => {
  const { clock, wait } = limitsOf({ overall: { perSecond: 10, burst: 3 } });
  const waits = () => ['a', 'b', 'c', 'd', 'e', 'f'].map((lane) => Math.round(wait(lane)));
  expect(waits()).toEqual([0, 0, 0, 100, 200, 300]);
  clock.now += 100;
  // Who has waited goes; who asks anew comes behind those that have a turn already.
  expect(wait('d')).toBe(0);
  expect([wait('g'), wait('e'), wait('f')].map(Math.round)).toEqual([300, 100, 200]);
});

it('who comes too early is told the same turn again, and does not lose it', () => {
  const { clock, wait } = limitsOf({ recipient: { perSecond: 1, burst: 1 } });
  expect([wait('a'), wait('a')]).toEqual([0, 1000]);
  clock.now += 400;
  expect(wait('a')).toBe(600);
  clock.now += 600;
  expect([wait('a'), wait('a')]).toEqual([0, 1000]);
});

it('a person who is written to fast takes no turns of others: his own are asked for first', () => {
  const { clock, wait } = limitsOf({ overall: { perSecond: 10, burst: 2 }, recipient: { perSecond: 1, burst: 1 } });
  expect([wait('a'), wait('a'), wait('a')]).toEqual([0, 1000, 1000]);
  expect([wait('b'), wait('c')]).toEqual([0, 100]);
  clock.now += 10_000;
  expect([wait('a'), wait('c')]).toEqual([0, 0]);
  expect(wait('d', 'd', 'another')).toBe(0);
});

it('however it is asked, no second has more requests than the burst and the rate allow, of the integration and of each person', () => {
  const rates = { overall: { perSecond: 20, burst: 5 }, recipient: { perSecond: 2, burst: 3 } };
  fc.assert(fc.property(fc.array(fc.record({ lane: fc.integer({ min: 0, max: 3 }), pause: fc.constantFrom(0, 0, 0, 7, 30, 400) }), { maxLength: 200 }), (asked) => {
    const { clock, wait } = limitsOf(rates);
    const went: { at: number; lane: number }[] = [];
    for (const { lane, pause } of asked) {
      clock.now += pause;
      if (wait(String(lane)) === 0) went.push({ at: clock.now, lane });
    }
    for (const { at } of went) {
      const second = went.filter((one) => one.at >= at && one.at < at + 1000);
      // A turn that was due may be used later than it was due, by so much as the integration was waited for.
      expect(second.length).toBeLessThanOrEqual(2 * rates.overall.burst + rates.overall.perSecond + 1);
      for (const lane of [0, 1, 2, 3]) expect(second.filter((one) => one.lane === lane).length).toBeLessThanOrEqual(rates.recipient.burst + rates.recipient.perSecond + 1);
    }
  }));
});

it('what is over is forgotten', () => {
  const rates: Rates = { overall: { perSecond: 10, burst: 1 }, recipient: { perSecond: 1, burst: 1 } };
  const clock = { now: 0 };
  const limits = new RateLimits(() => rates, () => clock.now);
  const kept = limits as unknown as { readonly buckets: Map<string, unknown>; readonly turns: Map<string, unknown> };
  for (let n = 0; n < 1000; n += 1) limits.wait('telegram', { lane: `l${n}`, integrationId: 'i', recipient: `${n}` });
  expect([kept.buckets.size, kept.turns.size]).toEqual([1001, 1998]);
  clock.now += 10 * 60_000;
  limits.wait('telegram', { lane: 'l', integrationId: 'j', recipient: 'r' });
  expect([kept.buckets.size, kept.turns.size]).toEqual([2, 0]);
});

it('channels say how fast their vendors may be asked, and an installation may say otherwise', () => {
  const own = ratesOf({ channelRates: [{ name: 'telegram', place: '1000/0.5' }] });
  expect(own('telegram')).toEqual({ overall: { perSecond: 1000, burst: 1000 }, recipient: { perSecond: 0.5, burst: 1 } });
  for (const name of CHANNEL_NAMES) expect(ratesOf({})(name)).toBe(channelOf(name)?.outbound.rates);
  expect(own('whatsapp').overall?.perSecond).toBe(80);
});
