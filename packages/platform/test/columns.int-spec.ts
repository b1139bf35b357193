import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@parley/testing';

const README = join(import.meta.dirname, '../../crypto-at-rest/README.md');

/** How a column rests, by the README's list. */
const KINDS = ['sealed', 'indexed', 'wrapped', 'plain'];

interface Listed {
  readonly column: string;
  readonly kind: string;
  readonly why: string;
}

/** The list's rows: | `table` | kind | `column`, `column` | why |. */
const listed: Listed[] = (readFileSync(README, 'utf8').split('\n## Every column\n')[1] ?? '').split('\n## ')[0]!.split('\n').flatMap((line) => {
  const row = /^\| `(\w+)` \| (\w+) \| ([^|]+) \| ([^|]+) \|$/.exec(line);
  if (!row) return [];
  const [, table = '', kind = '', columns = '', why = ''] = row;
  return [...columns.matchAll(/`(\w+)`/g)].map(([, column = '']) => ({ column: `${table}.${column}`, kind, why: why.trim() }));
});

describe('the list of every column (crypto-at-rest, README)', () => {
  let database: TestDatabase;
  let schema: Map<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    const columns = await database.query<{ column: string; type: string }>(
      `select table_name || '.' || column_name as column, udt_name as type from information_schema.columns where table_schema = 'public'`);
    schema = new Map(columns.map(({ column, type }) => [column, type]));
  });
  afterAll(() => database.close());

  it('names the columns that there are, each once, and no other', () => {
    expect(listed.map(({ column }) => column).toSorted()).toEqual([...schema.keys()].toSorted());
  });

  it('says of each how it rests, and why', () => {
    expect(listed.filter(({ kind, why }) => !KINDS.includes(kind) || why === '')).toEqual([]);
  });

  it('calls sealed, indexed or wrapped what is bytes, and bytes that are plain hashes only', () => {
    const isBytes = ({ column }: Listed) => /^_?bytea$/.test(schema.get(column) ?? '');
    expect(listed.filter((each) => each.kind !== 'plain' && !isBytes(each))).toEqual([]);
    expect(listed.filter((each) => each.kind === 'plain' && isBytes(each) && !/(_hash|check_value|\.mac)$/.test(each.column))).toEqual([]);
    expect(listed.filter(({ kind, column }) => (kind === 'indexed') !== column.endsWith('_index')).map(({ column }) => column)).toEqual([]);
    expect(listed.filter(({ kind, column }) => (kind === 'wrapped') !== column.endsWith('wrapped')).map(({ column }) => column)).toEqual([]);
  });
});
