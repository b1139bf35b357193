import { describe, expect, it } from '@jest/globals';
import { newPrivateKey, signerFromText } from '../src/index.js';
import { ALTERATIONS } from './support/alterations.js';
import { checkpointOver, ORIGIN } from './support/log.js';
import { MemoryPlace } from './support/memory-place.js';
import { indexed, randomLog, verdictOn } from './support/random-log.js';
import { withSeed } from './support/random.js';

/** As many of each; test/superuser.int-spec.ts makes a thousand in a database. */
const RUNS = 300;
const names = Object.keys(ALTERATIONS);

/** Fails with what chance had chosen. */
function inCase(what: unknown, check: () => void): void {
  try {
    check();
  } catch (cause) {
    throw new Error(`In the case ${JSON.stringify(what)}`, { cause });
  }
}

describe('logs and places of every shape, altered by somebody with every right on the database', () => {
  it('each random alteration is found, and its first entry named', () =>
    withSeed(async (random) => {
      for (let run = 0; run < RUNS; run += 1) {
        const log = await randomLog(random);
        const name = random.pick(log.covered > 1 ? names : names.filter((each) => each !== 'reorder'));
        const { entries, first, codes } = ALTERATIONS[name]!(random, log);
        const { ok, findings, trees } = await verdictOn(entries, log.places);
        inCase({ run, name, first, sizes: log.sizes, count: log.entries.length, findings }, () => {
          expect(ok).toBe(false);
          expect(findings[0]).toMatchObject({ tree: 1, from: first });
          expect(codes).toContain(findings[0]?.code);
          expect(trees).toMatchObject([{ covered: log.covered }]);
        });
      }
    }));

  it('and logs that nobody altered raise nothing', () =>
    withSeed(async (random) => {
      for (let run = 0; run < RUNS; run += 1) {
        const { entries, covered, sizes, places } = await randomLog(random);
        const verdict = await verdictOn(indexed(entries), places);
        inCase({ run, sizes }, () => expect(verdict).toEqual({ ok: true, findings: [], restores: [], trees: [{ tree: 1, entries: entries.length, covered, checkpoints: sizes.length }] }));
      }
    }));

  it('is found when every hash is recomputed and signed with another key, also in a place of the attacker', () =>
    withSeed(async (random) => {
      const forger = signerFromText(ORIGIN, newPrivateKey());
      for (let run = 0; run < 50; run += 1) {
        const log = await randomLog(random);
        const { entries, first } = ALTERATIONS['editFromHereOn']!(random, log);
        const bytes = entries.map((entry) => Buffer.from(entry.bytes));
        const place = new MemoryPlace('attacker');
        await place.put(`1/checkpoint/${String(log.covered).padStart(3, '0')}`, await checkpointOver(bytes.slice(0, log.covered), { by: forger }));
        const { findings } = await verdictOn(entries, [place, ...log.places]);
        inCase({ run, first, findings }, () => {
          expect(findings[0]).toMatchObject({ tree: 1, from: first });
          expect(findings).toContainEqual({ code: 'checkpoint_unsigned', tree: 1, size: log.covered, place: 'attacker' });
        });
      }
    }));

  it('is found in the place that was altered, while the database is believed', () =>
    withSeed(async (random) => {
      for (let run = 0; run < 100; run += 1) {
        const log = await randomLog(random);
        const place = random.pick(log.places);
        const [name, bytes] = random.pick([...place.objects]);
        const altered = Buffer.from(bytes);
        altered[random.below(altered.length)]! ^= 1;
        place.objects.set(name, altered);
        const { findings } = await verdictOn(indexed(log.entries), log.places);
        inCase({ run, name, findings }, () => {
          expect(findings.length).toBeGreaterThan(0);
          for (const finding of findings) expect(finding).toMatchObject({ code: expect.stringMatching(/^(place_altered|checkpoint_unsigned)$/), place: place.name });
        });
      }
    }));
});
