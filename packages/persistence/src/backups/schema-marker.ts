import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Statement } from '../database.js';
import type { Migration } from '../schema-state.js';
import { readCatalog, schemaHash, type Catalog } from './catalog.js';

/** Prefix of the messages in the stream of changes that tell of a migration. */
export const SCHEMA_MARKER = 'parley-schema';

/** What such a message says: the tables as they are from here on. */
export interface SchemaMarker {
  readonly migration: string;
  readonly schemaHash: string;
  readonly catalog: Catalog;
}

/**
 * The same migration, which tells of itself in the stream of changes, in its own transaction: the stream carries no change
 * of tables, and a restore runs each migration where its marker stands. One that runs outside a transaction tells after it.
 */
export function marked(Unmarked: Migration): Migration {
  return class implements MigrationInterface {
    /** By which TypeORM knows it, instead of this class's own name. */
    readonly name = Unmarked.name;
    readonly transaction?: boolean;
    private readonly migration = new Unmarked();

    constructor() {
      if (this.migration.transaction !== undefined) this.transaction = this.migration.transaction;
    }

    async up(runner: QueryRunner): Promise<void> {
      await this.migration.up(runner);
      await mark(this.name, runner);
    }

    down(runner: QueryRunner): Promise<void> {
      return this.migration.down(runner);
    }
  };
}

async function mark(migration: string, runner: QueryRunner): Promise<void> {
  const catalog = await readCatalog({ query: async <Row>(text: Statement) => (await runner.query(text as string)) as Row[] });
  // Before the publication is made nobody reads the stream.
  if (catalog.length === 0) return;
  const marker: SchemaMarker = { migration, schemaHash: schemaHash(catalog), catalog };
  await runner.query('select pg_logical_emit_message(true, $1, $2::text)', [SCHEMA_MARKER, JSON.stringify(marker)]);
}
