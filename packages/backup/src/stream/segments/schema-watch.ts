import type { CatalogTable, SchemaMarker } from '@parley/persistence';
import type { Relation } from '../pgoutput/messages.js';

/** A table of the catalog: its columns in the order in which rows are sent. */
export type TableShape = Pick<CatalogTable, 'name'> & { readonly columns: readonly Pick<CatalogTable['columns'][number], 'name' | 'typeOid'>[] };

const shape = (columns: readonly (readonly [string, number])[]): string => JSON.stringify(columns);
const shapesOf = (catalog: readonly TableShape[]): Map<string, string> =>
  new Map(catalog.map(({ name, columns }) => [name, shape(columns.map((column) => [column.name, column.typeOid]))]));

/** Compares the tables that the stream announces with what migrations said: somebody else changed what differs. */
export class SchemaWatch {
  private expected: ReadonlyMap<string, string>;
  private readonly announced: Relation[] = [];
  private readonly markers: SchemaMarker[] = [];

  constructor(catalog: readonly TableShape[]) {
    this.expected = shapesOf(catalog);
  }

  announce(relation: Relation): void {
    this.announced.push(relation);
  }

  mark(content: Buffer): void {
    this.markers.push(JSON.parse(content.toString()) as SchemaMarker);
  }

  /** Ends a transaction, whose rows may have come before its marker: answers its markers, and the tables that are as no catalog said. */
  endTransaction(): { readonly markers: readonly SchemaMarker[]; readonly drift: readonly string[] } {
    const catalogs = [this.expected, ...this.markers.map(({ catalog }) => shapesOf(catalog))];
    const drift = this.announced.filter(({ table, columns }) => {
      const seen = shape(columns.map(({ name, type }) => [name, type]));
      return !catalogs.some((catalog) => catalog.get(table) === seen);
    });
    const markers = this.markers.splice(0);
    this.expected = catalogs.at(-1) ?? this.expected;
    this.announced.length = 0;
    return { markers, drift: drift.map(({ table }) => table) };
  }
}
