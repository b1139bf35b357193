import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@parley/kernel';
import { purgeInbox } from '@parley/integrations';
import { eventually, lockWaits } from '@parley/testing';
import { InboxBench, textsOf, update } from './inbox-bench.js';

/** What channels told, from the callback to its application. */
describe('the inbox of channels', () => {
  let bench: InboxBench;
  beforeEach(async () => void (bench = await InboxBench.open()));
  afterEach(() => bench.close());
  const rows = () => bench.database.query<{ applied: boolean; fault: string | null; sealed: boolean }>(
    'select applied_at is not null as applied, fault, sealed_event is not null as sealed from channel_inbox order by position');
  const lanes = async () => (await bench.database.query('select from channel_inbox_lanes')).length;

  it('what was taken is applied once, and forgotten but for the mark by which it is known again', async () => {
    const integration = await bench.integration();
    expect(await bench.tell(integration, update(1, 'Hello'))).toBe(200);
    expect(await rows()).toEqual([{ applied: false, fault: null, sealed: true }]);
    bench.worker();
    expect(await bench.outcomesOf(1)).toEqual(['applied']);
    expect(bench.applied).toMatchObject([{ event: { kind: 'message', person: { externalId: '7' } }, origin: { integrationId: integration.id, type: 'telegram' } }]);
    expect(await rows()).toEqual([{ applied: true, fault: null, sealed: false }]);
  });

  it('a thousand redeliveries of an event have one effect, also beside two workers, before and after it', async () => {
    const integration = await bench.integration();
    const statuses: number[] = [];
    const twenty = Array.from({ length: 20 }, async () => {
      while (statuses.length < 1000) statuses.push(await bench.tell(integration, update(1, 'Once')));
    });
    bench.worker();
    bench.worker();
    await Promise.all(twenty);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await bench.tell(integration, update(2, 'Behind it'));
    await bench.outcomesOf(2);
    expect(textsOf(bench.applied)).toEqual(['Once', 'Behind it']);
    expect(await rows()).toHaveLength(2);
  });

  it('what is told again is looked up, and neither writes nor locks anything', async () => {
    const integration = await bench.integration();
    const state = () => bench.database.query<{ what: string; xmin: string; xmax: string }>("select 'integration' as what, xmin::text, xmax::text from integrations union all select 'event', xmin::text, xmax::text from channel_inbox union all select 'lane', xmin::text, xmax::text from channel_inbox_lanes order by 1");
    await bench.tell(integration, update(1, 'Once'));
    const before = await state();
    expect(before.map(({ what }) => what)).toEqual(['event', 'integration', 'lane']);
    expect(await bench.tell(integration, update(1, 'Once'))).toBe(200);
    expect(await state()).toEqual(before);
  });

  it('events of one sender are applied in the order in which they came, whoever works; those of others do not wait', async () => {
    const [one, other] = [await bench.integration(), await bench.integration()];
    const expected = Array.from({ length: 40 }, (_, n) => `a${n}`);
    for (const [n, text] of expected.entries()) await bench.tell(one, update(n, text));
    await bench.tell(other, update(1, 'other'));
    let waiting = true;
    bench.beforeApply = async (_tx, event) => {
      // The first of them takes until the other integration's has been applied.
      while (waiting && event.kind === 'message' && event.externalId === '0') await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const workers = [bench.worker(), bench.worker()];
    await bench.outcomesOf(1);
    expect(textsOf(bench.applied)).toEqual(['other']);
    waiting = false;
    await bench.outcomesOf(41);
    expect(textsOf(bench.applied).slice(1)).toEqual(expected);
    expect(workers).toHaveLength(2);
  });

  it('who does not know the secret, or tells no update, tells nothing', async () => {
    const integration = await bench.integration();
    expect(await bench.tell(integration, update(1, 'Forged'), 'guessed')).toBe(404);
    expect(await bench.tell(integration, { no: 'update' })).toBe(400);
    expect(await bench.tell({ ...integration, id: '000000000000000000000000' }, update(1, 'Nowhere'))).toBe(404);
    expect(await rows()).toEqual([]);
  });

  it('what cannot be read, and what the domain refuses, is parked with its reason; what comes behind it is applied', async () => {
    const integration = await bench.integration();
    await bench.tell(integration, { update_id: 1, callback_query: { id: 'q', from: { id: 7 } } });
    await bench.tell(integration, update(2, 'too many'));
    await bench.tell(integration, update(3, 'fine'));
    bench.beforeApply = async (_tx, event) => {
      if (event.kind === 'message' && event.externalId === '2') throw new AppError('locked', 'Message limit of 30000 per conversation reached.');
    };
    bench.worker();
    expect(await bench.outcomesOf(3)).toEqual(['unreadable', 'locked', 'applied']);
    expect(await rows()).toEqual([{ applied: false, fault: 'unreadable', sealed: true }, { applied: false, fault: 'locked', sealed: true }, { applied: true, fault: null, sealed: false }]);
  });

  it('an event of another shape than the vendor describes is taken and parked at once, with where its reading ended on the record; the same sender’s next is applied', async () => {
    const integration = await bench.integration();
    const { message } = update(1, '');
    const odd = [{ update_id: 1, message: { ...message, text: 7 } }, { update_id: 2, message: { ...message, chat: null } }, { update_id: 3, message: { ...message, photo: 'SPOKEN-MARK', text: undefined } }, { update_id: 4, message: 5 }];
    for (const each of odd) expect(await bench.tell(integration, each)).toBe(200);
    await bench.tell(integration, update(5, 'fine'));
    bench.worker();
    expect((await bench.outcomesOf(5)).toSorted()).toEqual(['applied', 'unreadable', 'unreadable', 'unreadable', 'unreadable']);
    expect([textsOf(bench.applied), (await rows()).filter(({ fault }) => fault === 'unreadable').length]).toEqual([['fine'], 4]);
    expect(bench.warnings.map((given) => String((given as { err: Error }).err.message))).toContain('its reading raised TypeError');
  });

  it('a credential that the vendor refuses while an event is read sets the integration’s status, once and on the record; only what the vendor answers sets it back: a button says as much of it as a picture', async () => {
    const integration = await bench.integration();
    const status = async () => (await bench.database.query<{ status: string }>('select status from integrations where id = $1', [integration.id]))[0]?.status;
    const acts = () => bench.database.query<{ details: object }>("select details from audit_entries where target_id = $1 order by at", [integration.id]);
    const attempts = async (...least: readonly number[]) => {
      const made = async () => (await bench.database.query<{ attempts: number }>('select attempts from channel_inbox_lanes where leased_by is null order by attempts desc')).map((lane) => lane.attempts);
      for (let found = await made(); !least.every((each, lane) => (found[lane] ?? 0) >= each); found = await made()) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const picture = { ...update(1, '').message, text: undefined, photo: [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1 }] };
    bench.answer = { ok: false, error_code: 401 };
    await bench.tell(integration, { update_id: 1, message: picture });
    bench.worker();
    await attempts(2);
    await bench.tell(integration, update(2, 'By itself', 8));
    await bench.tell(integration, { update_id: 3, callback_query: { id: 'q', from: { id: 9, is_bot: false, first_name: 'Bo' }, data: 'pressed' } });
    await attempts(2, 1);
    expect(await bench.outcomesOf(1)).toEqual(['applied']);
    expect([await status(), (await acts()).map(({ details }) => details)]).toEqual(['error', [{ fields: ['status'], status: 'error', code: '401' }]]);
    bench.answer = { ok: true, result: { file_id: 'f', file_path: 'photos/1.jpg' } };
    expect(await bench.outcomesOf(3)).toEqual(['applied', 'applied', 'applied']);
    expect([await status(), (await acts()).length]).toEqual(['active', 2]);
  });

  it('long events are read one after the other where there is no room for two; short ones do not wait for them', async () => {
    const integration = await bench.integration();
    const open = Object.assign(Object.create(bench.keyring) as typeof bench.keyring, {
      openOne: async (...given: Parameters<typeof bench.keyring.openOne>) => {
        const opened = await bench.keyring.openOne(...given);
        if (given[1].cell.length > 1_000_000) {
          reading += 1;
          most = Math.max(most, reading);
          if (held) await held.promise;
          reading -= 1;
        }
        return opened;
      },
    });
    let [reading, most] = [0, 0];
    let held: PromiseWithResolvers<void> | undefined = Promise.withResolvers<void>();
    for (const sender of [1, 2, 3]) await bench.tell(integration, update(sender, 'long '.repeat(300_000), sender));
    await bench.tell(integration, update(4, 'short', 4));
    bench.worker(16, { longBytes: 2_000_000, keyring: open });
    await bench.outcomesOf(1);
    const leased = async () => (await bench.database.query('select from channel_inbox_lanes where leased_by is not null')).length;
    await eventually('one is read, and all have their turn', async () => reading > 0 && (await leased()) === 3);
    // What is claimed after them has been applied, so that they would be open.
    await bench.tell(integration, update(5, 'short, too', 5));
    await bench.outcomesOf(2);
    expect([textsOf(bench.applied), reading]).toEqual([['short', 'short, too'], 1]);
    held.resolve();
    held = undefined;
    expect(await bench.outcomesOf(5)).toEqual(Array.from({ length: 5 }, () => 'applied'));
    expect([bench.applied.length, most]).toEqual([5, 1]);
  });

  it('what fails in between leaves nothing behind and is tried again', async () => {
    const integration = await bench.integration();
    await bench.tell(integration, update(1, 'In the end'));
    let failures = 0;
    bench.beforeApply = async (tx) => {
      await tx.query("update apps set settings = settings || '{\"touched\": true}'");
      if ((failures += 1) < 3) throw new Error('a fault of the database');
    };
    bench.worker();
    expect(await bench.outcomesOf(1)).toEqual(['applied']);
    expect([failures, bench.applied.length, bench.warnings.length]).toEqual([3, 1, 2]);
  });

  it('a lane whose lease is another worker’s is not applied by who lost it', async () => {
    const integration = await bench.integration();
    await bench.tell(integration, update(1, 'Mine'));
    let stolen = false;
    bench.beforeApply = async () => undefined;
    const opened = bench.keyring.openOne.bind(bench.keyring);
    bench.keyring.openOne = (async (...given: Parameters<typeof opened>) => {
      if (!stolen) {
        stolen = true;
        await bench.database.query("update channel_inbox_lanes set leased_by = 'another', next_attempt_at = now() + interval '1 second'");
      }
      return opened(...given);
    });
    bench.worker();
    expect(await bench.outcomesOf(1)).toEqual(['applied']);
    expect(textsOf(bench.applied)).toEqual(['Mine']);
  });

  it('a lane goes in the transaction that applies its last event, and not before; what comes in meanwhile is applied after it', async () => {
    const integration = await bench.integration();
    for (const [id, text] of [[1, 'first'], [2, 'last']] as const) await bench.tell(integration, update(id, text));
    const seen: number[] = [];
    const told: Promise<number>[] = [];
    bench.beforeApply = async (tx, event) => {
      seen.push((await tx.query('select from channel_inbox_lanes')).length);
      if (event.kind !== 'message' || event.externalId !== '2') return;
      told.push(bench.tell(integration, update(3, 'meanwhile')));
      await lockWaits(bench.database, 1);
    };
    const worker = bench.worker();
    await bench.outcomesOf(3);
    await worker.stop();
    expect([textsOf(bench.applied), seen, await Promise.all(told), await lanes()]).toEqual([['first', 'last', 'meanwhile'], [1, 0, 0], [200], 0]);
  });

  it('a lane without events goes, and marks go when nobody repeats them any more', async () => {
    const integration = await bench.integration();
    await bench.tell(integration, update(1, 'Hello'));
    const worker = bench.worker();
    await bench.outcomesOf(1);
    await worker.stop();
    expect(await lanes()).toBe(0);
    expect(await purgeInbox(bench.pool.database.system(), 100)).toBe(0);
    await bench.database.query("update channel_inbox set applied_at = now() - interval '15 days'");
    expect(await purgeInbox(bench.pool.database.system(), 100)).toBe(1);
  });

  it('nothing that a channel told is in clear, and no id of its', async () => {
    const integration = await bench.integration();
    await bench.tell(integration, { update_id: 123_456_789, message: { ...update(1, 'SPOKEN-MARK').message, from: { id: 987_654_321, first_name: 'NAME-MARK' } } });
    const [dump] = await bench.database.query<{ all: string }>("select concat((select string_agg(t::text, '') from channel_inbox t), (select string_agg(t::text, '') from channel_inbox_lanes t)) as all");
    for (const secret of ['MARK', '123456789', '987654321']) {
      expect(dump?.all).not.toContain(secret);
      expect(dump?.all).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
});
