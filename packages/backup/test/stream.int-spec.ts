import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { segmentTransactions, startHeartbeat, type Segment } from '@parley/backup';
import type { Sql } from '@parley/persistence';
import { eventually, silentProxy, sqlOf, withClient } from '@parley/testing';
import { changesOf, openStreaming, rowsAfter, xidsOf, type Run, type Streaming } from './support/streaming.js';

/** The server sends in parts what takes more than this, so that it need not be tens of megabytes. */
const SMALL_WORK_MEM = '-c logical_decoding_work_mem=64kB';
const MEGABYTE = 1024 * 1024;

let at: Streaming;
let run: Run;
/** What was kept of the runs so far, without a hole. */
const kept: Segment[] = [];

beforeAll(async () => {
  at = await openStreaming();
});
afterEach(async () => {
  await run.stream.stop();
  kept.push(...run.segments);
});
afterAll(() => at.close());

/** Everything so far is confirmed, so that the next spec's stream has its own only. */
async function end(): Promise<void> {
  await at.drained(run);
  run.stream.confirm(endOf(run.segments.at(-1)!));
}
const endOf = ({ header }: Segment): bigint => BigInt(`0x${header.end}`);
const present = async (table: string): Promise<string[]> =>
  (await at.test.query<Record<string, unknown>>(`select * from ${table}`)).map((row) => JSON.stringify(Object.values(row))).sort();
const confirmed = async (): Promise<string> =>
  (await at.test.query<{ lsn: string }>(`select confirmed_flush_lsn::text as lsn from pg_replication_slots where slot_name = $1`, [at.slot]))[0]!.lsn;
const walSenders = (): Promise<{ pid: number }[]> => at.test.query("select pid from pg_stat_activity where datname = current_database() and backend_type = 'walsender'");
const spilled = (): string[] => readdirSync(at.spill);

describe('rule 8: exactly once', () => {
  it('holds every committed transaction of 12 writers in exactly one segment, and nothing that was rolled back', async () => {
    run = await at.run();
    const committed: string[] = [];
    const writer = (number: number): Promise<void> =>
      withClient(at.test.adminUrl, async (client) => {
        for (let round = 0; round < 30; round += 1) {
          await client.query('begin');
          const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
          const app = `app${(number + round) % 5}`;
          await client.query(`insert into notes values ($1, $2, $3, $4)`, [app, `${number}.${round}`, 'x'.repeat(1 + (round * 97) % 900), round]);
          await client.query('savepoint s');
          await client.query(`update notes set number = -1 where id = $1`, [`${number}.${round - 1}`]);
          if (round % 3 === 0) await client.query('rollback to s');
          if (round % 5 === 0) await client.query(`delete from notes where id = $1`, [`${number}.${round - 2}`]);
          if (round % 7 === 0) await client.query(`update notes set app_id = 'moved', id = id || 'm' where id = $1`, [`${number}.${round - 3}`]);
          const isKept = round % 4 !== 1;
          await client.query(isKept ? 'commit' : 'rollback');
          if (isKept) committed.push(rows[0]!.xid);
          if (number === 0 && round % 10 === 9) await at.heartbeat();
        }
      });
    await Promise.all(Array.from({ length: 12 }, (_, number) => writer(number)));
    await at.drained(run);
    const told = xidsOf(run.segments);
    expect(new Set(told).size).toBe(told.length);
    expect(told.filter((xid) => committed.includes(xid)).toSorted()).toEqual(committed.toSorted());
    expect(rowsAfter(run.segments, 'notes')).toEqual(await present('notes'));
    await end();
  });

  it('leaves no hole between segments, each bound to the one before, and cuts where a commit ends', () => {
    expect(kept.length).toBeGreaterThan(2);
    expect(endOf(kept[0]!)).toBeGreaterThan(at.start);
    for (const [index, { header, name }] of kept.entries()) {
      const before = kept[index - 1];
      expect({ name, start: header.start, previous: header.previous }).toEqual({
        name: `${header.start}-${header.end}`, start: before?.header.end ?? at.start.toString(16).padStart(16, '0'), previous: before?.hash ?? null,
      });
    }
    run = { ...run, segments: [] };
  });

  it('sends what was not confirmed once more, in segments of the same names and bytes, and nothing that was', async () => {
    for (let round = 0; round < 6; round += 1) {
      await at.test.query(`insert into notes select 'again', $1 || '.' || n, repeat('y', 500), n from generate_series(1, 20) n`, [String(round)]);
      // Whose a row was that is deleted must be said by what stands in its segment alone: who sends that again has seen no other.
      await at.test.query(round < 3 ? `insert into brief values ('again', ${round})` : `delete from brief where id = ${round - 3}`);
      await at.heartbeat();
    }
    const first = await at.run({}, kept);
    await eventually('all come', () => first.segments.length >= 6);
    first.stream.confirm(endOf(first.segments[2]!));
    await eventually('it is confirmed', async () => BigInt(`0x${first.segments[2]!.header.end}`) === toLsn(await confirmed()));
    for (const { pid } of await walSenders()) await at.test.query('select pg_terminate_backend($1)', [pid]);
    await expect(first.stream.over).rejects.toMatchObject({ code: 'ended' });
    kept.push(...first.segments.slice(0, 3));
    run = await at.run({}, kept);
    await eventually('the others come again', () => run.segments.length >= 3);
    expect(run.segments.slice(0, 3).map(({ name, hash }) => ({ name, hash }))).toEqual(first.segments.slice(3, 6).map(({ name, hash }) => ({ name, hash })));
    await end();
    expect(rowsAfter([...kept, ...run.segments], 'notes')).toEqual(await present('notes'));
  });

  it('refuses to begin where the slot was moved past, and to confirm what is no end of a segment that was handed over', async () => {
    run = await at.run({}, kept);
    await at.drained(run);
    expect(() => run.stream.confirm(endOf(run.segments[0]!) - 1n)).toThrow(RangeError);
    expect(() => run.stream.confirm(endOf(run.segments.at(-1)!) + 8n)).toThrow(RangeError);
    await end();
    await run.stream.stop();
    await expect(at.run({ from: at.start })).rejects.toMatchObject({ name: 'StreamFault', code: 'slot' });
  });
});

describe('rule 9: heartbeats', () => {
  it('end a segment each, and every fifth one where nothing else happens', async () => {
    const statements = ['', '', '', '', '', "insert into notes values ('idle', '1', '', 1)", "insert into notes values ('idle', '2', '', 1)", ''];
    for (const statement of statements) {
      if (statement) await at.test.query(statement);
      await at.heartbeat();
    }
    run = await at.run({}, kept);
    await end();
    expect(run.segments.map(({ header }) => [header.transactions, header.tables])).toEqual([[5, []], [2, ['notes']], [2, ['notes']], [3, []]]);
  });

  it('are said each second until they are to stop, also after one that failed', async () => {
    run = await at.run({}, kept);
    const logged: unknown[] = [];
    const real = sqlOf(at.test);
    const failures = [new Error('away')];
    const sql: Pick<Sql, 'query'> = {
      query: (statement, values) => {
        const failure = failures.pop();
        return failure ? Promise.reject(failure) : real.query(statement, values);
      },
    };
    const heartbeat = startHeartbeat(sql, { warn: (fields: unknown) => void logged.push(fields) });
    await at.test.query("insert into notes values ('beat', '1', '', 1)");
    await eventually('one comes', () => run.segments.some(({ header }) => header.heartbeat));
    await heartbeat.stop();
    expect(logged).toEqual([{ err: new Error('away') }]);
    await end();
  });
});

describe('rule 16: large transactions', () => {
  it('come in parts, without the subtransaction that was rolled back; those rolled back leave nothing', async () => {
    run = await at.run({}, kept, SMALL_WORK_MEM);
    const insert = (from: number): string => `insert into wide select 'big', n, repeat(md5(n::text), 20), ${from} from generate_series(${from}, ${from + 799}) n`;
    await withClient(at.test.adminUrl, async (client) => {
      // Half a megabyte each, of which the server sends all but its 64 kB before the transaction ends.
      const sent = (inserts: number): Promise<boolean> => eventually('parts come', () => run.stream.bytes > inserts * 450_000);
      await client.query(`begin; ${insert(0)}; savepoint a; ${insert(1000)}; savepoint b; ${insert(2000)}`);
      await sent(3);
      await client.query(`rollback to a; ${insert(3000)}; savepoint c; ${insert(4000)}; release c`);
      await sent(5);
      await client.query('commit');
      await end();
      await client.query(`begin; ${insert(5000)}; ${insert(6000)}`);
      await sent(2);
      await client.query('rollback');
    });
    await at.test.query(`insert into wide values ('small', -1, '', 0)`);
    await end();
    expect(rowsAfter(run.segments, 'wide')).toEqual(await present('wide'));
    expect(run.segments.flatMap(({ content }) => [...segmentTransactions(content)]).filter(({ changes }) => changes.length > 2000)).toHaveLength(1);
    const [{ streamed } = { streamed: 0 }] = await eventually('the server counts', async () => {
      const rows = await at.test.query<{ streamed: number }>('select stream_txns::int as streamed from pg_stat_replication_slots where slot_name = $1', [at.slot]);
      return rows[0]?.streamed ? rows : undefined;
    });
    expect(streamed).toBeGreaterThanOrEqual(2);
  });

  it('that do not fit into memory lie sealed in files while they are under way, and are given in parts of one range', async () => {
    writeFileSync(join(at.spill, `${'0'.repeat(24)}.transaction`), 'of a process that was killed');
    run = await at.run({}, kept, SMALL_WORK_MEM);
    expect(spilled()).toEqual([]);
    await withClient(at.test.adminUrl, async (client) => {
      await client.query('begin');
      for (let part = 0; part < 6; part += 1) await client.query(`insert into wide select 'huge', 10000 + ${part * 2000} + n, repeat('Geheimnis', 110), n from generate_series(1, 2000) n`);
      await eventually('a file', () => spilled().length === 1);
      expect(readFileSync(join(at.spill, spilled()[0]!)).includes('Geheimnis')).toBe(false);
      await at.drained(run);
      await client.query('commit');
    });
    await at.test.query(`insert into wide values ('after', -2, '', 0)`);
    await end();
    expect(spilled()).toEqual([]);
    const parts = run.segments.filter(({ header }) => header.part);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ name }) => name)).toEqual(parts.map(({ header }, index) => `${parts[0]!.header.start}-${header.end}.${String(index + 1).padStart(6, '0')}`));
    expect(parts.map(({ header }) => header.part!.last)).toEqual([...parts.slice(1).map(() => false), true]);
    expect(Math.max(...parts.map(({ content }) => content.length))).toBeLessThan(10 * MEGABYTE);
    expect(parts.flatMap(({ content }) => [...segmentTransactions(content)]).map(({ isWhole }) => isWhole)).toEqual(parts.map(({ header }) => header.part!.last));
    expect(rowsAfter([...kept, ...run.segments], 'wide')).toEqual(await present('wide'));
    for (const [index, { header }] of run.segments.entries()) expect(header.previous).toBe((run.segments[index - 1] ?? kept.at(-1)!).hash);
  });
});

describe('rule 10: keepalive and back pressure', () => {
  it('reads no more while too much waits, which the server outlives, and loses nothing', async () => {
    const most = 6 * MEGABYTE;
    const room = Promise.withResolvers<void>();
    const taken: Segment[] = [];
    const deliver = async (segment: Segment): Promise<void> => {
      await room.promise;
      taken.push(segment);
      run.stream.confirm(endOf(segment));
    };
    run = await at.run({ mostBytes: most, statusMs: 200, deliver }, kept, '-c wal_sender_timeout=1s');
    for (let round = 0; round < 40; round += 1) {
      await at.test.query(`insert into wide select 'flood', 100000 + $1::int * 1000 + n, repeat(md5(n::text), 100), n from generate_series(1, 150) n`, [round]);
    }
    await eventually('it is full', () => run.stream.paused);
    // Longer than the server waits for a sign of life.
    await delay(2500);
    // What was in the process already when it stopped reading, and the segment that is open.
    expect(run.stream.bytes).toBeLessThan(most + 5 * MEGABYTE);
    expect(await walSenders()).toHaveLength(1);
    room.resolve();
    const transactions = (): number => taken.reduce((sum, { header }) => sum + header.transactions, 0);
    await eventually('all come', () => transactions() === 40);
    run.segments.push(...taken);
    const ids = changesOf(taken, 'wide').map((change) => (change.kind === 'insert' && change.row[1]?.form === 'binary' ? change.row[1].value.readInt32BE() : 0));
    expect(ids).toEqual(Array.from({ length: 40 * 150 }, (_, index) => 100_001 + Math.floor(index / 150) * 1000 + (index % 150)));
  });

  it('tells a server that is being stopped that all came, while the slot stands where a segment ends', async () => {
    run = await at.run({ statusMs: 100 }, kept);
    await end();
    const here = endOf(run.segments.at(-1)!);
    // What is written beside transactions.
    await at.test.query('checkpoint');
    await eventually('the server has nothing to wait for', async () => {
      const [sender] = await at.test.query<{ done: boolean }>(`
        select s.flush_lsn is null and s.write_lsn = s.sent_lsn and s.sent_lsn = pg_current_wal_flush_lsn() and s.sent_lsn > $2 as done
        from pg_stat_replication s join pg_replication_slots r on r.active_pid = s.pid where r.slot_name = $1`, [at.slot, fromLsn(here)]);
      return sender?.done;
    });
    expect(toLsn(await confirmed())).toBe(here);
  });

  it('goes on while nothing happens, and ends when nothing comes any more, keepalives included', async () => {
    const proxy = await silentProxy(at.test.backupUrl);
    run = await at.run({ url: proxy.url, statusMs: 100, silenceMs: 1000 }, kept);
    await delay(1600);
    await end();
    proxy.silence();
    await expect(run.stream.over).rejects.toMatchObject({ name: 'StreamFault', code: 'silent' });
    await proxy.close();
    await eventually('the slot is free', async () => (await walSenders()).length === 0);
  });

  it('ends when what it hands over is not taken', async () => {
    run = await at.run({ deliver: () => Promise.reject(new Error('no zone')) }, kept);
    await at.test.query("insert into notes values ('lost', '1', '', 1)");
    await at.heartbeat();
    await expect(run.stream.over).rejects.toThrow('no zone');
    await eventually('the slot is free', async () => (await walSenders()).length === 0);
  });
});

const toLsn = (text: string): bigint => text.split('/').reduce((high, low) => (high << 32n) | BigInt(`0x${low}`), 0n);
const fromLsn = (lsn: bigint): string => `${(lsn >> 32n).toString(16)}/${(lsn & 0xffff_ffffn).toString(16)}`;
