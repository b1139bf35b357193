import { BackupFault } from '../../backup-fault.js';
import type { Cell, OldRow } from '../../stream/pgoutput/messages.js';
import type { TargetTable } from './target-tables.js';

/** A row of a table's columns, in their order. */
export type Row = readonly Cell[];

interface Entry {
  /** Whether the row was there before these changes. */
  readonly existed: boolean;
  /** What it is after them; nothing where it is gone. A value that no change told of is `unchanged`. */
  readonly row: Row | undefined;
}

/** What many changes come to: for each row the last word. */
export interface NetChanges {
  readonly deleted: readonly Row[];
  readonly updated: readonly Row[];
  readonly inserted: readonly Row[];
}

const NULL: Cell = { form: 'null' };

/** Changes of rows of one table, in the order in which they were made, put together row by row. */
export class TableChanges {
  private readonly entries = new Map<string, Entry>();

  /** `forgiving` where rows may have been changed before, as a migration runs again what the stream tells of. */
  constructor(
    readonly table: TargetTable,
    private readonly forgiving: boolean,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  insert(cells: readonly Cell[]): void {
    this.put(this.rowOf(cells));
  }

  /** Answers false for a row that gets another key without telling all its values: it is to be changed by itself. */
  update(cells: readonly Cell[], old: OldRow | undefined): boolean {
    const row = this.rowOf(cells);
    const key = this.keyOf(row);
    const oldKey = old ? this.keyOf(this.rowOf(old.row)) : key;
    const before = this.entries.get(oldKey);
    if (before && !before.row && !this.forgiving) throw this.contradiction('changes a row that it has deleted');
    const known = before?.row ?? (old?.is === 'row' ? this.rowOf(old.row) : undefined);
    const full = known ? merged(known, row) : row;
    if (oldKey === key) {
      this.entries.set(key, { existed: before?.existed ?? true, row: full });
      return true;
    }
    if (full.some(({ form }) => form === 'unchanged')) return false;
    this.remove(oldKey, old ? this.rowOf(old.row) : row);
    this.put(full);
    return true;
  }

  delete(old: OldRow): void {
    const row = this.rowOf(old.row);
    this.remove(this.keyOf(row), row);
  }

  net(): NetChanges {
    const net: { deleted: Row[]; updated: Row[]; inserted: Row[] } = { deleted: [], updated: [], inserted: [] };
    for (const [key, { existed, row }] of this.entries) {
      if (!row) net.deleted.push(this.keys.get(key) ?? []);
      else if (existed) net.updated.push(row);
      else net.inserted.push(row);
    }
    return net;
  }

  /** Rows that are only to be deleted, of which the key is known. */
  private readonly keys = new Map<string, Row>();

  private put(row: Row): void {
    const key = this.keyOf(row);
    const before = this.entries.get(key);
    if (before?.row && !this.forgiving) throw this.contradiction('inserts a row twice');
    this.entries.set(key, { existed: before?.existed ?? false, row });
  }

  private remove(key: string, row: Row): void {
    const before = this.entries.get(key);
    if (before && !before.row && !this.forgiving) throw this.contradiction('deletes a row twice');
    if (before?.existed === false && !this.forgiving) this.entries.delete(key);
    else {
      this.entries.set(key, { existed: true, row: undefined });
      this.keys.set(key, row);
    }
  }

  /** The stream's rows may have columns that the table has not. */
  private rowOf(cells: readonly Cell[]): Row {
    return this.table.columns.map(({ at }) => cells[at] ?? NULL);
  }

  private keyOf(row: Row): string {
    let key = '';
    for (const place of this.table.key) {
      const cell = row[place];
      if (!cell || !('value' in cell)) throw this.contradiction('has a row without its key');
      key += `${cell.value.length}:${cell.value.toString('latin1')}`;
    }
    return key;
  }

  private contradiction(what: string): BackupFault {
    return new BackupFault('broken_chain', `The stream ${what} (${this.table.name})`);
  }
}

const merged = (known: Row, row: Row): Row => row.map((cell, at) => (cell.form === 'unchanged' ? (known[at] ?? cell) : cell));
