import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChangeStream, ReplicationConnection, sayHeartbeat, segmentTransactions, type ChangeStreamParts, type Lsn, type Segment, type SegmentChange, type TableShape } from '@parley/backup';
import { createTestDatabase, eventually, sqlOf, withClient, type TestDatabase } from '@parley/testing';

const PUBLICATION = 'stream_spec';

/** What a run of a stream gave, in order. */
export interface Run {
  readonly stream: ChangeStream;
  readonly segments: Segment[];
}

/** A database of a spec's own with a slot, of which streams are begun. */
export interface Streaming {
  readonly test: TestDatabase;
  readonly slot: string;
  readonly start: Lsn;
  readonly spill: string;
  /** Begins a stream where the last of `after` ended; it takes what comes. `settings` are the connection's. */
  run(parts?: Partial<ChangeStreamParts>, after?: readonly Segment[], settings?: string): Promise<Run>;
  /** Says a heartbeat, and resolves once a run has all that was committed before it. */
  drained(run: Run): Promise<void>;
  heartbeat(): Promise<void>;
  catalog(): Promise<TableShape[]>;
  close(): Promise<void>;
}

const TABLES = `
  create table notes (app_id text, id text, body text, number int, primary key (app_id, id));
  create table wide (app_id text, id int primary key, body text, number int);
  create table plain (id int primary key);
  create table brief (app_id text, id int primary key);
  create publication ${PUBLICATION} for all tables`;

const CATALOG = `
  select c.relname as name, json_agg(json_build_object('name', a.attname, 'typeOid', a.atttypid::bigint) order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by c.relname`;

export async function openStreaming(): Promise<Streaming> {
  const test = await createTestDatabase();
  // The specs' server writes its log a moment after a commit; the stream has what is written.
  await withClient(test.adminUrl, (client) => client.query(`alter database ${new URL(test.adminUrl).pathname.slice(1)} set synchronous_commit = on`));
  await test.query(TABLES);
  const spill = mkdtempSync(join(tmpdir(), 'parley-spill-'));
  const connection = await ReplicationConnection.open(test.backupUrl);
  const slot = `spec_${new URL(test.adminUrl).pathname.slice(-12)}`;
  const { consistentPoint } = await connection.createSlot(slot);
  await connection.close();
  const runs: Run[] = [];
  const catalog = (): Promise<TableShape[]> => test.query<TableShape & Record<string, unknown>>(CATALOG);
  return {
    test, slot, spill, catalog,
    start: consistentPoint,
    heartbeat: () => sayHeartbeat(sqlOf(test)),
    run: async (parts = {}, after = [], settings = '') => {
      const url = new URL(test.backupUrl);
      if (settings) url.searchParams.set('options', settings);
      const segments: Segment[] = [];
      const last = after.at(-1);
      const stream = await ChangeStream.start({
        slot, publication: PUBLICATION, chain: 'spec', catalog: await catalog(), spillDirectory: spill,
        from: last ? BigInt(`0x${last.header.end}`) : consistentPoint, previous: last?.hash ?? null,
        deliver: async (segment) => void segments.push(segment),
        ...parts,
        url: parts.url ?? url.href,
      });
      const run = { stream, segments };
      runs.push(run);
      return run;
    },
    drained: async (run) => {
      const at = new Date().toISOString();
      // Something happens, so that the heartbeat ends a segment.
      await test.query("select pg_logical_emit_message(true, 'spec', '')");
      await sayHeartbeat(sqlOf(test));
      await eventually('a heartbeat comes', () => run.segments.some(({ header }) => header.heartbeat && header.heartbeat.at >= at));
    },
    close: async () => {
      await Promise.all(runs.map(({ stream }) => stream.stop()));
      rmSync(spill, { recursive: true });
      await test.close();
    },
  };
}

/** All changes of rows of a table in segments, in order. */
export const changesOf = (segments: readonly Segment[], table: string): Exclude<SegmentChange, { kind: 'message' | 'truncate' }>[] =>
  segments.flatMap(({ content }) => [...segmentTransactions(content)]).flatMap(({ changes }) =>
    changes.filter((change): change is Exclude<SegmentChange, { kind: 'message' | 'truncate' }> => 'relation' in change && change.relation.table === table));

/** The rows of a table of texts and numbers that changes make, by their first two columns. */
export function rowsAfter(segments: readonly Segment[], table: string): string[] {
  const rows = new Map<string, (string | number | null)[]>();
  for (const change of changesOf(segments, table)) {
    const key = (cells: readonly unknown[]): string => JSON.stringify(cells.slice(0, 2));
    const read = (cells: NonNullable<Extract<typeof change, { row: unknown }>['row']>, before?: readonly (string | number | null)[]) =>
      cells.map((cell, index) => {
        if (cell.form === 'unchanged') return before?.[index] ?? null;
        if (cell.form === 'null') return null;
        return change.relation.columns[index]?.type === 23 ? cell.value.readInt32BE() : cell.value.toString();
      });
    if (change.kind !== 'insert' && change.old) {
      const old = read(change.old.row);
      if (change.kind === 'delete' || change.old.is === 'key') rows.delete(key(old));
    }
    if (change.kind === 'delete') continue;
    const plain = read(change.row);
    rows.set(key(plain), read(change.row, rows.get(key(plain))));
  }
  return [...rows.values()].map((row) => JSON.stringify(row)).sort();
}

/** 64-bit numbers of all transactions that end in segments, in the order of their commits. */
export const xidsOf = (segments: readonly Segment[]): string[] =>
  segments.flatMap(({ content }) => [...segmentTransactions(content)]).filter(({ isWhole }) => isWhole).map(({ xid }) => String(xid));
