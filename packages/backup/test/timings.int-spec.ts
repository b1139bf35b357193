import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastTimings, openZones, prepareZone, recordTimings, replacedTimings, RepositoryKeys, ZoneBackups, type Zone } from '@parley/backup';

describe('durations that a repository remembers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-timings-'));
  const keys = new RepositoryKeys({ id: 'r', environment: 'development' }, randomBytes(32));
  const phases = (ms: number) => ({ opening: { ms, amount: 1 } });
  let zones: Zone[];
  beforeAll(async () => {
    zones = openZones(['near', 'far', 'unmounted'].map((name) => ({ name, place: join(folder, name) })));
    for (const zone of zones.slice(0, 2)) await prepareZone(zone, keys.repository);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const last = (of = zones) => lastTimings(new ZoneBackups(of), keys, 'restore');

  it('are those of the last run of the same command, from any zone that has them', async () => {
    expect(await last(zones.slice(0, 2))).toBeUndefined();
    await recordTimings(zones.slice(1), keys, 'restore', phases(10), 1);
    await recordTimings(zones, keys, 'restore', phases(20), 2);
    await recordTimings(zones, keys, 'verify', phases(30), 3);
    expect([await last(zones.slice(0, 1)), await last(zones.slice(1, 2))]).toEqual([phases(20), phases(20)]);
    expect(readdirSync(folder)).toEqual(['far', 'near']);
  });

  it('are those of the one before where the last ones were changed', async () => {
    writeFileSync(join(folder, 'far/timings/restore/000000000000002'), 'changed');
    expect(await last(zones.slice(1, 2))).toEqual(phases(10));
  });

  it('are replaced by those of a later run', async () => {
    expect(await replacedTimings(zones.slice(0, 2))).toEqual(['timings/restore/000000000000001']);
  });
});
