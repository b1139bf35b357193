import { describe, expect, it } from '@jest/globals';
import { alarmsOf, AlarmWatch, type AlarmFacts } from './alarm-watch.js';

const START = Date.parse('2026-03-01T00:00:00Z');
const [HOUR, DAY] = [3600, 86_400];
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const facts = (of: Partial<AlarmFacts> = {}): AlarmFacts => ({ since: at(0), zones: [], snapshotsOnly: false, goodDrillAt: undefined, lostSecrets: 0, ...of });
const zone = (name: string, heartbeat: number | null) => ({ zone: name, heartbeatAt: heartbeat === null ? null : at(heartbeat) });

describe('an alarm about a zone', () => {
  const watch = () => new AlarmWatch({ snapshotEverySeconds: 6 * HOUR });

  it('comes when it was over 10 s behind for a minute, however far', () => {
    const alarms = watch();
    const told = [100, 130, 159, 160, 200].map((now) => alarms.look(facts({ zones: [zone('near', now - 1), zone('far', now - 11)] }), at(now)));
    expect(told).toEqual([[], [], [], [{ rule: 'zone_behind', zone: 'far' }], [{ rule: 'zone_behind', zone: 'far' }]]);
  });

  it('goes when it is no more behind, and the minute begins anew', () => {
    const alarms = watch();
    const look = (now: number, behind: number) => alarms.look(facts({ zones: [zone('far', now - behind)] }), at(now)).length;
    expect([look(0, 20), look(60, 80), look(61, 10), look(62, 11), look(121, 70), look(122, 71)]).toEqual([0, 1, 0, 0, 0, 1]);
  });

  it('comes for one that never had anything, and ends with a zone that is no longer configured', () => {
    const alarms = watch();
    const look = (now: number, zones: AlarmFacts['zones']) => alarms.look(facts({ zones }), at(now));
    expect([look(0, [zone('new', null)]), look(60, [zone('new', null)]), look(61, []), look(62, [zone('new', null)])]).toEqual([[], [{ rule: 'zone_behind', zone: 'new' }], [], []]);
  });

  it('gives snapshots that stand alone their period and an hour', () => {
    const alarms = watch();
    const look = (now: number) => alarms.look(facts({ snapshotsOnly: true, zones: [zone('far', 0)] }), at(now)).length;
    expect([look(7 * HOUR), look(7 * HOUR + 1), look(7 * HOUR + 61)]).toEqual([0, 0, 1]);
  });
});

it('who looks once is told of zones that had nothing newer than 10 s for a minute, and of old drills', () => {
  const look = (now: number, of: Partial<AlarmFacts>) => alarmsOf({ snapshotEverySeconds: 6 * HOUR, drillEverySeconds: DAY }, facts(of), at(now));
  expect(look(100, { zones: [zone('near', 99), zone('far', 30), zone('gone', 29)] })).toEqual([{ rule: 'zone_behind', zone: 'gone' }]);
  expect(look(2 * DAY + 1, {})).toEqual([{ rule: 'drill_old' }]);
});

it('a key store that lacks what the database names is one, once, however much it lacks', () => {
  const alarms = new AlarmWatch({ snapshotEverySeconds: 6 * HOUR });
  const told = [0, 1, 500, 0].map((lostSecrets) => alarms.look(facts({ lostSecrets }), at(100)));
  expect(told).toEqual([[], [{ rule: 'key_store_lost' }], [{ rule: 'key_store_lost' }], []]);
});

describe('an alarm about drills', () => {
  const look = (every: number | undefined, now: number, of: Partial<AlarmFacts>) => new AlarmWatch({ snapshotEverySeconds: HOUR, drillEverySeconds: every }).look(facts(of), at(now));

  it('comes when the last good one is older than 48 h, or there was none for as long since backups began', () => {
    expect(look(DAY, 2 * DAY, {})).toEqual([]);
    expect(look(DAY, 2 * DAY + 1, {})).toEqual([{ rule: 'drill_old' }]);
    expect(look(DAY, 3 * DAY, { goodDrillAt: at(DAY) })).toEqual([]);
    expect(look(DAY, 3 * DAY + 1, { goodDrillAt: at(DAY) })).toEqual([{ rule: 'drill_old' }]);
  });

  it('leaves those alone who drill more seldom, or not, and backups that have not begun', () => {
    expect(look(7 * DAY, 14 * DAY, {})).toEqual([]);
    expect(look(7 * DAY, 14 * DAY + 1, {})).toEqual([{ rule: 'drill_old' }]);
    expect(look(undefined, 90 * DAY, {})).toEqual([]);
    expect(look(DAY, 90 * DAY, { since: undefined })).toEqual([]);
  });
});
