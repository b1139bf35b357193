import { BackupFault } from '../../backup-fault.js';
import { isLedgerTable } from '../../database/tables.js';
import type { DataType, Relation } from '../pgoutput/messages.js';
import { CONSEQUENCES, ownerColumn, type Consequence } from './tables.js';

/** A table as the stream announced it last, and what its rows are looked at for. */
export interface KnownRelation {
  readonly relation: Relation;
  /** What announces it: its types, then itself. */
  readonly announcement: readonly Buffer[];
  readonly isLedger: boolean;
  /** Numbers of the columns to look at. */
  readonly columns: readonly number[];
  /** Which of those says whose the row is (-1: none), and whether it is in a key. */
  readonly owner: number;
  readonly ownerInKey: boolean;
  /** What a change leads to, and which of those name it. */
  readonly consequence: Consequence | undefined;
  readonly naming: readonly number[];
}

/** The tables that the stream has announced: it does so once for a connection, and again after a change. */
export class Relations {
  private readonly known = new Map<number, KnownRelation>();
  private readonly types = new Map<number, Buffer>();

  announceType(type: DataType, message: Buffer): void {
    this.types.set(type.id, Buffer.from(message));
  }

  announce(relation: Relation, message: Buffer): void {
    const names = relation.columns.map(({ name }) => name);
    const consequence = CONSEQUENCES.get(relation.table);
    const owner = ownerColumn(relation.table, names);
    const wanted = [...new Set([...(owner === undefined ? [] : [owner]), ...(consequence?.columns ?? [])])];
    const types = [...new Set(relation.columns.map(({ type }) => type))].flatMap((type) => this.types.get(type) ?? []);
    this.known.set(relation.id, {
      relation, consequence,
      announcement: [...types, Buffer.from(message)],
      isLedger: isLedgerTable(relation.table),
      columns: wanted.map((name) => names.indexOf(name)),
      owner: owner === undefined ? -1 : 0,
      ownerInKey: relation.columns.some(({ name, key }) => key && name === owner),
      naming: (consequence?.columns ?? []).map((name) => wanted.indexOf(name)),
    });
  }

  /** Raises BackupFault `malformed` for one that was not announced. */
  get(id: number): KnownRelation {
    const known = this.known.get(id);
    if (!known) throw new BackupFault('malformed', 'The stream has rows of a table that it did not announce');
    return known;
  }
}
