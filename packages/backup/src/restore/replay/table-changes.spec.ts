import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Cell } from '../../stream/pgoutput/messages.js';
import { TableChanges, type Row } from './table-changes.js';
import type { TargetTable } from './target-tables.js';

const table: TargetTable = { name: 't', columns: ['id', 'note', 'wide'].map((name, at) => ({ name, at })), key: [0], owner: undefined };
const value = (text: string): Cell => ({ form: 'binary', value: Buffer.from(text) });
const [NULL, UNCHANGED]: Cell[] = [{ form: 'null' }, { form: 'unchanged' }];
const text = (cell: Cell | undefined): string => (cell && 'value' in cell ? cell.value.toString() : String(cell?.form));
const key = (id: string) => ({ is: 'key' as const, row: [value(id), NULL!, NULL!] });

/** Numbers of chance that are the same in every run. */
function* numbers(seed: string): Generator<number> {
  for (let n = 0; ; n += 1) yield createHash('sha256').update(`${seed} ${n}`).digest().readUInt32BE();
}

/** What net changes make of rows, when they are written as they say. */
function write(rows: Map<string, string[]>, changes: TableChanges): void {
  const { deleted, updated, inserted } = changes.net();
  for (const row of deleted) expect(rows.delete(text(row[0]))).toBe(true);
  for (const row of updated) {
    const before = rows.get(text(row[0]));
    expect(before).toBeDefined();
    rows.set(text(row[0]), row.map((cell, at) => (cell.form === 'unchanged' ? before![at]! : text(cell))));
  }
  for (const row of inserted) {
    expect(rows.has(text(row[0]))).toBe(false);
    rows.set(text(row[0]), row.map(text));
  }
}

describe('changes of a table', () => {
  it('come to what they make one after the other, wherever they are cut', () => {
    for (let run = 0; run < 60; run += 1) {
      const next = numbers(String(run));
      const pick = (below: number): number => next.next().value! % below;
      const [one, net] = [new Map<string, string[]>(), new Map<string, string[]>()];
      let changes = new TableChanges(table, false);
      for (let step = 0; step < 200; step += 1) {
        const [id, other] = [String(pick(8)), String(pick(8))];
        const row: Row = [value(id), value(String(step)), value(`w${step}`)];
        const before = one.get(id);
        if (!before) {
          changes.insert(row);
          one.set(id, row.map(text));
        } else if (pick(3) === 0) {
          changes.delete(key(id));
          one.delete(id);
        } else if (!one.has(other) && pick(2) === 0) {
          const moved: Row = [value(other), value(String(step)), value(`w${step}`)];
          expect(changes.update(moved, key(id))).toBe(true);
          one.delete(id);
          one.set(other, moved.map(text));
        } else {
          expect(changes.update([value(id), value(String(step)), UNCHANGED!], undefined)).toBe(true);
          one.set(id, [id, String(step), before[2]!]);
        }
        if (pick(20) > 0) continue;
        write(net, changes);
        expect([...net].sort()).toEqual([...one].sort());
        changes = new TableChanges(table, false);
      }
    }
  });

  it('leave a row that gets another key, and whose wide value is not told, to be changed by itself', () => {
    const changes = new TableChanges(table, false);
    expect(changes.update([value('2'), value('n'), UNCHANGED!], key('1'))).toBe(false);
    expect(changes.size).toBe(0);
    // The whole row before tells it.
    expect(changes.update([value('2'), value('n'), UNCHANGED!], { is: 'row', row: [value('1'), value('o'), value('wide')] })).toBe(true);
    expect(changes.net().inserted.map((row) => row.map(text))).toEqual([['2', 'n', 'wide']]);
  });

  it('that contradict each other are refused, but those of a migration that has run already', () => {
    const row: Row = [value('1'), value('n'), NULL!];
    const contradictions: ((changes: TableChanges) => void)[] = [
      (changes) => { changes.insert(row); changes.insert(row); },
      (changes) => { changes.delete(key('1')); changes.delete(key('1')); },
      (changes) => { changes.delete(key('1')); changes.update(row, undefined); },
      (changes) => { changes.update(row, undefined); changes.insert(row); },
    ];
    for (const contradiction of contradictions) {
      expect(() => contradiction(new TableChanges(table, false))).toThrow(expect.objectContaining({ code: 'broken_chain' }));
      expect(() => contradiction(new TableChanges(table, true))).not.toThrow();
    }
  });
});
