import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { judgeSlot, ReplicationConnection, segmentHeader, segmentTransactions, slotState, widenXid, type Segment, type SegmentHeader, type SlotIdentity } from '@parley/backup';
import { createAccount, createApp, createKey, withClient } from '@parley/testing';
import { segmentMessages } from '../src/stream/segments/segment-codec.js';
import { parseMessage } from '../src/stream/pgoutput/parse.js';
import { scanRow } from '../src/stream/pgoutput/row-scan.js';
import { openStreaming, type Run, type Streaming } from './support/streaming.js';

let at: Streaming;
let run: Run;
beforeAll(async () => {
  at = await openStreaming();
  run = await at.run();
});
afterAll(() => at.close());

/** The segment of what `work` commits; a heartbeat before it and one after it end one. */
async function segmentOf(work: () => Promise<unknown>): Promise<Segment> {
  await at.drained(run);
  const before = run.segments.length;
  await work();
  await at.drained(run);
  const own = run.segments.slice(before).filter(({ header: { transactions, tables, ledger } }) => transactions > 2 || tables.length > 0 || ledger);
  expect(own).toHaveLength(1);
  return own[0]!;
}
const headerOf = async (...statements: string[]): Promise<SegmentHeader> =>
  (await segmentOf(() => withClient(at.test.adminUrl, (client) => client.query(`begin; ${statements.join('; ')}; commit`)))).header;

describe('what a segment says of itself', () => {
  it('names whose rows it changes, and says where that cannot be told', async () => {
    expect(await headerOf("insert into notes values ('b', '1', '', 1)", "insert into notes values ('a', '1', '', 1)")).toMatchObject({ apps: ['a', 'b'], shared: false, tables: ['notes'] });
    expect(await headerOf("update notes set app_id = 'c' where app_id = 'a'", 'insert into plain values (1)')).toMatchObject({ apps: ['a', 'c'], shared: true, tables: ['notes', 'plain'] });
    expect(await headerOf("delete from notes where app_id = 'b'")).toMatchObject({ apps: ['b'] });
    expect(await headerOf("insert into wide values ('a', 1, '', 1)")).toMatchObject({ apps: ['a'] });
    // The key of this table does not say whose a row was.
    expect(await headerOf('delete from wide')).toMatchObject({ apps: '*', tables: ['wide'] });
    expect(await headerOf('truncate notes')).toMatchObject({ apps: '*', tables: ['notes'] });
  });

  it('knows an app by its own row', async () => {
    const account = await createAccount(at.test);
    let app = '';
    const { header } = await segmentOf(async () => {
      app = (await createApp(at.test, { accountId: account.id })).id;
    });
    expect(header).toMatchObject({ apps: [app], shared: false, tables: ['apps'] });
  });

  it('names keys that were taken back, and what of the key store is to be mirrored', async () => {
    const app = await createApp(at.test);
    const key = await createKey(at.test, { accountId: app.accountId, appId: app.id });
    expect(await headerOf(`delete from api_keys where id = '${key.id}'`)).toMatchObject({ revoked: [key.id] });
    const erasure = (id: string): string => `insert into erasures (id, app_id, kind, target_id, subjects, requested_by, due_at) values ('${id}', 'a', 'app', 'a', '[]', 'x', now())`;
    expect(await headerOf("insert into key_shards values ('t', 's1', 1)", "insert into key_shards values ('t', 's2', 1)", erasure('e1'))).toMatchObject({ secrets: ['erasures/e1', 't/s1', 't/s2'], revoked: [], apps: ['t'], shared: true });
    expect(await headerOf("update key_shards set epoch = 2 where id = 's1'", "delete from key_shards where id = 's2'")).toMatchObject({ secrets: ['t/s1', 't/s2'] });
  });

  it('tells that wrapped keys changed, and holds none of their rows', async () => {
    const insert = "insert into tenant_keys values ('t', 'r', 'MERKMAL eins', 'MERKMAL zwei')";
    const { header, content } = await segmentOf(() => withClient(at.test.adminUrl, (client) => client.query(`begin; ${insert}; insert into notes values ('a', 'MERKMAL im Text', '', 1); update tenant_keys set wrapped = 'MERKMAL drei'; delete from tenant_keys; truncate tenant_key_rotations, plain; commit`)));
    expect(header).toMatchObject({ ledger: true, tables: ['notes', 'plain'] });
    expect(content.toString('latin1').match(/MERKMAL.{5}/g)).toEqual(['MERKMAL im T']);
    expect([...segmentTransactions(content)][0]!.changes.map(({ kind }) => kind)).toEqual(['insert', 'truncate']);
    expect((await segmentOf(() => at.test.query(insert))).header).toMatchObject({ ledger: true, tables: [] });
  });

  it('has the heartbeat, and transactions with numbers of 64 bits and times', async () => {
    const [before] = await at.test.query<{ xid: string; at: string }>('select pg_current_xact_id()::text as xid, (extract(epoch from clock_timestamp()) * 1000000)::bigint::text as at');
    const { header, content } = await segmentOf(() => at.test.query("insert into notes values ('x', '1', null, 1)"));
    const transactions = [...segmentTransactions(content)];
    const [insert, heartbeat] = [transactions[0], transactions.at(-1)];
    expect(insert!.xid).toBeGreaterThan(BigInt(before!.xid));
    expect(insert!.committedAt).toBeGreaterThan(Number(before!.at));
    expect(header.xids).toEqual({ min: String(insert!.xid), max: String(heartbeat!.xid) });
    expect(header.committed).toEqual({ first: insert!.committedAt, last: heartbeat!.committedAt });
    expect(BigInt(header.heartbeat!.xmax)).toBeGreaterThan(insert!.xid);
    expect(insert!.changes).toMatchObject([{ kind: 'insert', relation: { table: 'notes' }, row: [{ form: 'binary', value: Buffer.from('x') }, {}, { form: 'null' }, {}] }]);
  });

  it('is read alone: each announces its tables', async () => {
    for (const id of ['2', '3']) {
      const { content } = await segmentOf(() => at.test.query("insert into notes values ('x', $1, '', 1)", [id]));
      expect([...segmentTransactions(content)].flatMap(({ changes }) => changes)).toMatchObject([{ relation: { table: 'notes' } }, { prefix: 'spec' }, { prefix: 'parley-heartbeat' }]);
    }
  });

  it('keeps a mark where a wide value was not changed', async () => {
    await at.test.query("alter table wide alter body set storage external; insert into wide values ('x', 5, repeat('w', 5000), 1)");
    const { content } = await segmentOf(() => at.test.query('update wide set number = 2 where id = 5'));
    expect([...segmentTransactions(content)][0]!.changes).toMatchObject([{ kind: 'update', row: [{}, {}, { form: 'unchanged' }, { form: 'binary' }] }]);
  });
});

describe('rule 4: the schema', () => {
  it('says that a table is not as the catalog said', async () => {
    expect(await headerOf('alter table plain add extra text', 'insert into plain values (7, 1)')).toMatchObject({ drift: ['plain'], migrations: [] });
    expect(await headerOf("insert into notes values ('x', '9', '', 1)")).toMatchObject({ drift: [] });
  });

  it('takes the tables that a migration says, also for rows that come before its marker', async () => {
    await withClient(at.test.adminUrl, async (client) => {
      const { header } = await segmentOf(async () => {
        await client.query("begin; alter table plain add more int; insert into plain values (9, '1', 2)");
        const catalog = JSON.stringify({ migration: 'M1', schemaHash: 'h', catalog: [{ name: 'plain', columns: [{ name: 'id', typeOid: 23 }, { name: 'extra', typeOid: 25 }, { name: 'more', typeOid: 23 }] }] });
        await client.query("select pg_logical_emit_message(true, 'parley-schema', $1::text)", [catalog]);
        await client.query('commit');
      });
      expect(header).toMatchObject({ drift: [], migrations: [{ migration: 'M1', schemaHash: 'h' }] });
    });
  });
});

describe('reading', () => {
  it('refuses every message that is cut or too long, and letters that protocol 2 does not have', () => {
    // One of each letter, and of updates one with the row before and one without.
    const samples = new Map(run.segments.flatMap(({ content }) => [...segmentMessages(content)]).map((message) => [`${message[0]} ${message[0] === 85 ? message[5] : ''}`, message]));
    expect(new Set([...samples.values()].map((message) => String.fromCharCode(message[0]!)))).toEqual(new Set('BCRIUDTM'));
    for (const message of samples.values()) {
      for (let length = 0; length < Math.min(message.length, 300); length += 1) expect(() => parseMessage(message.subarray(0, length))).toThrow('A message of the stream cannot be read');
      expect(() => parseMessage(Buffer.concat([message, Buffer.of(0)]))).toThrow('A message of the stream cannot be read');
      if (!'IUD'.includes(String.fromCharCode(message[0]!))) continue;
      for (let length = 5; length < Math.min(message.length, 300); length += 1) expect(() => scanRow(message.subarray(0, length), [0])).toThrow();
      expect(() => scanRow(Buffer.concat([message, Buffer.of(0)]), [0])).toThrow();
    }
    for (const letter of 'bPKrpsXZ') expect(() => parseMessage(Buffer.from(`${letter}${'\0'.repeat(40)}`))).toThrow('no kind that protocol 2 has');
  });

  it('refuses a segment that is cut', () => {
    const { content, header } = run.segments.at(-1)!;
    expect(segmentHeader(content)).toEqual(header);
    expect(() => segmentHeader(content.subarray(0, 100))).toThrow('its header is cut');
    expect(() => [...segmentTransactions(content.subarray(0, -1))]).toThrow('it is cut');
    expect(() => segmentHeader(Buffer.from(content.toString('latin1').replace('"v":1', '"v":2'), 'latin1'))).toThrow('a later version');
  });

  it('widens a number to the nearest of 64 bits', () => {
    const epoch = 1n << 32n;
    expect(widenXid(10, 5n * epoch + 20n)).toBe(5n * epoch + 10n);
    expect(widenXid(0xffff_fff0, 5n * epoch + 20n)).toBe(4n * epoch + 0xffff_fff0n);
    expect(widenXid(3, 5n * epoch + 0xffff_fff0n)).toBe(6n * epoch + 3n);
    expect(widenXid(0xffff_fff0, 20n)).toBe(0xffff_fff0n);
  });
});

describe('rule 3: whose slot it is', () => {
  it('goes on only with the slot that its chain began with, where zones hold all that it confirmed', async () => {
    const connection = await ReplicationConnection.open(at.test.backupUrl);
    const slot = `${at.slot}_2`;
    const query = (text: string): Promise<object[]> => connection.query(text);
    const server = await connection.identify();
    const { consistentPoint } = await connection.createSlot(slot);
    const text = (await at.test.query<{ lsn: string }>('select confirmed_flush_lsn::text as lsn from pg_replication_slots where slot_name = $1', [slot]))[0]!.lsn;
    const chain: SlotIdentity = { slot, systemIdentifier: server.systemIdentifier, timeline: server.timeline, consistentPoint: text };
    const judge = async (held: bigint, expected = chain) => judgeSlot(expected, await connection.identify(), await slotState(query, slot), held);
    expect(await judge(consistentPoint)).toBe('same');
    expect(await judge(consistentPoint, { ...chain, timeline: chain.timeline + 1 })).toBe('foreign');
    expect(await judge(consistentPoint, { ...chain, systemIdentifier: '1' })).toBe('foreign');
    // A database that was put back to before what zones hold.
    expect(await judge(1n << 60n)).toBe('foreign');
    await at.heartbeat();
    await connection.query(`select pg_replication_slot_advance('${slot}', pg_current_wal_flush_lsn())`);
    expect(await judge(consistentPoint)).toBe('ahead');
    await connection.dropSlot(slot);
    expect(await judge(consistentPoint)).toBe('missing');
    await connection.createSlot(slot);
    expect(await judge(consistentPoint)).toBe('ahead');
    const state = await slotState(query, slot);
    expect(state).toMatchObject({ plugin: 'pgoutput', database: 'this', active: false, walStatus: 'reserved' });
    expect(state!.safeWalBytes).toBeGreaterThan(0);
    expect(judgeSlot(chain, await connection.identify(), { ...state!, confirmed: consistentPoint, walStatus: 'lost' }, consistentPoint)).toBe('lost');
    await connection.dropSlot(slot);
    await connection.createSlot(slot, { exportSnapshot: true, failover: true }).then(async ({ snapshot }) => {
      await withClient(at.test.adminUrl, (client) => client.query(`begin isolation level repeatable read; set transaction snapshot '${snapshot}'; commit`));
    });
    expect(await at.test.query('select failover from pg_replication_slots where slot_name = $1', [slot])).toEqual([{ failover: true }]);
    await connection.dropSlot(slot);
    await connection.close();
  });
});
