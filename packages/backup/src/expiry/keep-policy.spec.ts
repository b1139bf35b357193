import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keep, type Dated, type History } from './keep-policy.js';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const START = Date.parse('2025-03-01T05:00:00Z');

/** Chains one after the other, each ended by a gap but the last; hours between their snapshots. */
const histories = fc.array(fc.record({ hours: fc.array(fc.integer({ min: 1, max: 72 }), { maxLength: 40 }), gapHours: fc.integer({ min: 0, max: 200 }) }), { minLength: 1, maxLength: 6 }).map((chains): History => {
  let [at, number] = [START, 0];
  const history = { snapshots: [] as Dated[], chains: [] as History['chains'][number][], gaps: [] as History['gaps'][number][] };
  chains.forEach(({ hours, gapHours }, index) => {
    const chain = { id: `c${index}`, slot: 's', systemIdentifier: '1', timeline: 1, consistentPoint: '0/1' };
    history.chains.push({ kind: 'chain', number: (number += 1), at: new Date(at).toISOString(), chain });
    for (const each of hours) history.snapshots.push({ number: (number += 1), at: (at += each * HOUR), chain: chain.id, alone: false });
    if (index === chains.length - 1) return;
    history.gaps.push({ kind: 'gap', number: (number += 1), at: new Date(at += HOUR).toISOString(), chain, reason: 'slot_lost', lsn: '0/2' });
    at += gapHours * HOUR;
  });
  return history;
});
const windows = fc.integer({ min: 1, max: 40 }).map((days) => days * DAY);

describe('what of backups is kept', () => {
  it('any second of the last PARLEY_PITR_WINDOW can be restored', () => {
    fc.assert(fc.property(histories, windows, fc.double({ min: 0, max: 1, noNaN: true }), (history, window, share) => {
      const now = (history.snapshots.at(-1)?.at ?? START) + 100 * DAY;
      const { since, snapshots, whole, manifests } = keep(history, now, window);
      const moment = since + share * window;
      const leads = history.snapshots.findLast(({ at }) => at <= moment);
      if (!leads) return;
      expect(snapshots).toContain(leads.number);
      expect(manifests).toContain(leads.number);
      const end = history.gaps.find(({ chain }) => chain.id === leads.chain);
      if (end && Date.parse(end.at) < moment) return; // in a gap
      expect(whole.get(leads.chain) ?? Infinity).toBeLessThanOrEqual(leads.number);
    }));
  });

  it('is the same however often the rest was removed before', () => {
    fc.assert(fc.property(histories, windows, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }), (history, window, days) => {
      const end = history.snapshots.at(-1)?.at ?? START;
      const until = (of: History, now: number): History => ({
        snapshots: of.snapshots.filter(({ at }) => at <= now), chains: of.chains.filter(({ at }) => Date.parse(at) <= now), gaps: of.gaps.filter(({ at }) => Date.parse(at) <= now),
      });
      let [left, now] = [history, START];
      for (const each of days) {
        now += each * DAY;
        const seen = until(left, now);
        const { manifests } = keep(seen, now, window);
        const stays = ({ number }: { readonly number: number }) => manifests.has(number) || number > Math.max(0, ...[...seen.snapshots, ...seen.chains, ...seen.gaps].map((one) => one.number));
        left = { snapshots: left.snapshots.filter(stays), chains: left.chains.filter(stays), gaps: left.gaps.filter(stays) };
      }
      expect(keep(left, Math.max(now, end), window).snapshots).toEqual(keep(history, Math.max(now, end), window).snapshots);
    }));
  });

  it('is a snapshot of each day, week and month beyond the window', () => {
    const chain = { id: 'c', slot: 's', systemIdentifier: '1', timeline: 1, consistentPoint: '0/1' };
    const snapshots = Array.from({ length: 4 * 500 }, (_, index) => ({ number: index + 2, at: START + index * 6 * HOUR, chain: 'c', alone: false }));
    const { snapshots: kept, since } = keep({ snapshots, chains: [{ kind: 'chain', number: 1, at: new Date(START).toISOString(), chain }], gaps: [] }, START + 1000 * DAY, 14 * DAY);
    const beyond = snapshots.filter(({ number, at }) => kept.has(number) && at < since);
    expect(since).toBe(snapshots.at(-1)!.at - 14 * DAY); // not by the clock: nothing runs out where backups have stopped
    expect(snapshots.filter(({ at }) => at >= since).every(({ number }) => kept.has(number))).toBe(true);
    const days = new Set(beyond.map(({ at }) => new Date(at).toISOString().slice(0, 10)));
    for (let back = 1; back <= 14; back += 1) expect(days).toContain(new Date(since - back * DAY).toISOString().slice(0, 10));
    expect(new Set(beyond.map(({ at }) => new Date(at).toISOString().slice(0, 7))).size).toBe(13);
    expect(beyond.length).toBeLessThanOrEqual(15 + 9 + 13);
  });

  it('is, of snapshots that stand alone, each in the window and then fewer, also where changes were read later', () => {
    const chain = { id: 'c', slot: 's', systemIdentifier: '1', timeline: 1, consistentPoint: '0/1' };
    const alone = Array.from({ length: 4 * 30 }, (_, index) => ({ number: index + 1, at: START + index * 6 * HOUR, chain: 'none', alone: true }));
    const { snapshots: kept, since, whole } = keep({ snapshots: alone, chains: [], gaps: [] }, START + 1000 * DAY, 2 * DAY);
    expect(alone.filter(({ number, at }) => at >= since && !kept.has(number))).toEqual([]);
    expect(kept.size).toBeLessThan(9 + 15 + 9 + 13);
    expect([...whole]).toEqual([]);
    const later = Array.from({ length: 4 * 600 }, (_, index) => ({ number: 1000 + index, at: START + (30 + index / 4) * DAY, chain: 'c', alone: false }));
    const both = keep({ snapshots: [...alone, ...later], chains: [{ kind: 'chain', number: 999, at: new Date(START + 30 * DAY).toISOString(), chain }], gaps: [] }, START + 1000 * DAY, 2 * DAY);
    expect(alone.filter(({ number }) => both.snapshots.has(number))).toEqual([]);
  });

  it('is everything where there is no snapshot', () => {
    const chain = { id: 'c', slot: 's', systemIdentifier: '1', timeline: 1, consistentPoint: '0/1' };
    const { manifests, whole } = keep({ snapshots: [], chains: [{ kind: 'chain', number: 1, at: new Date(START).toISOString(), chain }], gaps: [] }, START + 1000 * DAY, DAY);
    expect([[...manifests], [...whole]]).toEqual([[1], [['c', undefined]]]);
  });
});
