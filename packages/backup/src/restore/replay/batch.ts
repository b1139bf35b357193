import type pg from 'pg';
import type { SegmentChange } from '../../stream/segments/segment-transactions.js';
import type { Cell, OldRow, Relation } from '../../stream/pgoutput/messages.js';
import { isLedgerTable } from '../../database/tables.js';
import { ownerColumn } from '../../stream/segments/tables.js';
import { applyChanges, applyKeyChange } from './apply-changes.js';
import { TableChanges } from './table-changes.js';
import type { TargetTable, TargetTables } from './target-tables.js';

type Work = (client: pg.Client) => Promise<void>;

/** What changes are gathered for. */
export interface BatchOf {
  readonly tables: TargetTables;
  /** Apps whose rows are left out. */
  readonly closed: ReadonlySet<string>;
  /** Where only rows of one app are written: its id. */
  readonly only?: string;
  /** In the transaction of a migration, which has already run here. */
  readonly inMigration: boolean;
}

/** Changes of many transactions, in their order, that are written in one. */
export class Batch {
  private readonly work: Work[] = [];
  private readonly gathered = new Map<string, TableChanges>();
  private inWork = 0;
  /** Bytes of the rows that were added. */
  bytes = 0;

  constructor(readonly of: BatchOf) {}

  get rows(): number {
    let rows = this.inWork;
    for (const changes of this.gathered.values()) rows += changes.size;
    return rows;
  }

  add(change: SegmentChange): void {
    switch (change.kind) {
      case 'message':
        return;
      case 'truncate': {
        const names = change.relations.filter((relation) => this.isWritten(relation)).map((relation) => `"${this.tableOf(relation).name}"`);
        if (names.length > 0) this.alone(async (client) => void (await client.query(`truncate ${names.join(', ')}`)));
        return;
      }
      case 'insert': {
        this.changesOf(change.relation, change.row)?.insert(change.row);
        return;
      }
      case 'update':
        this.update(change.relation, change.row, change.old);
        return;
      case 'delete':
        this.changesOf(change.relation, change.old.row, true)?.delete(change.old);
    }
  }

  /** Writes all of it. In a transaction of the caller's. */
  async apply(client: pg.Client): Promise<void> {
    this.settle();
    for (const work of this.work) await work(client);
  }

  private update(relation: Relation, row: readonly Cell[], old: OldRow | undefined): void {
    const changes = this.changesOf(relation, row);
    if (!changes || changes.update(row, old) || !old) return;
    const { table } = changes;
    const [before, after] = [old.row, row].map((cells) => table.columns.map(({ at }) => cells[at] ?? { form: 'null' as const }));
    this.alone((client) => applyKeyChange(client, table, before ?? [], after ?? [], { strict: this.isStrict(table) }));
  }

  /** Nothing for a row that is left out. */
  private changesOf(relation: Relation, row: readonly Cell[], isDeleted = false): TableChanges | undefined {
    if (!this.isWritten(relation)) return undefined;
    const table = this.tableOf(relation);
    if (this.isLeftOut(table, row, isDeleted)) return undefined;
    let changes = this.gathered.get(table.name);
    if (changes && changes.table !== table && !isAlike(changes.table, table)) {
      this.settle();
      changes = undefined;
    }
    if (!changes) this.gathered.set(table.name, (changes = new TableChanges(table, !this.isStrict(table))));
    for (const cell of row) if ('value' in cell) this.bytes += cell.value.length;
    return changes;
  }

  private tableOf(relation: Relation): TargetTable {
    return this.of.tables.of(relation, this.of.inMigration);
  }

  private isWritten({ table, columns }: Relation): boolean {
    return !isLedgerTable(table) && (this.of.only === undefined || ownerColumn(table, columns.map(({ name }) => name)) !== undefined);
  }

  /** What a deleted row's key does not tell the owner of, may be the app's: only its own rows are there to be found. */
  private isLeftOut({ owner }: TargetTable, row: readonly Cell[], isDeleted: boolean): boolean {
    const { closed, only } = this.of;
    if (only === undefined && closed.size === 0) return false;
    const cell = owner && row[owner.at];
    const app = cell && 'value' in cell ? cell.value.toString() : undefined;
    if (app === undefined) return only !== undefined && !isDeleted;
    return only === undefined ? closed.has(app) : app !== only;
  }

  /** A deleted row tells its key only: where that does not say whose it was, it may have been left out. */
  private isStrict({ owner }: TargetTable): boolean {
    return !this.of.inMigration && ((this.of.closed.size === 0 && this.of.only === undefined) || owner === undefined || owner.inKey);
  }

  /** Something that must be done between what came before it and what comes after. */
  private alone(work: Work): void {
    this.settle();
    this.work.push(work);
  }

  private settle(): void {
    for (const changes of this.gathered.values()) {
      this.inWork += changes.size;
      this.work.push((client) => applyChanges(client, changes, { strict: this.isStrict(changes.table) }));
    }
    this.gathered.clear();
  }
}

/** Each segment announces its tables anew. */
const isAlike = (one: TargetTable, other: TargetTable): boolean =>
  one.columns.length === other.columns.length && one.columns.every(({ name, at }, index) => name === other.columns[index]?.name && at === other.columns[index]?.at);
