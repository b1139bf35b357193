import { SCHEMA_MARKER, type Catalog, type SchemaMarker } from '@parley/persistence';
import type { Segment } from '../stream/segments/segment-header.js';
import { segmentTransactions } from '../stream/segments/segment-transactions.js';

/** The tables as the last migration of a segment leaves them; nothing where none is in it. */
export function catalogAfter({ header, content }: Pick<Segment, 'header' | 'content'>): Catalog | undefined {
  if (header.migrations.length === 0) return undefined;
  let catalog: Catalog | undefined;
  for (const { changes } of segmentTransactions(content)) {
    for (const change of changes) {
      if (change.kind === 'message' && change.prefix === SCHEMA_MARKER) ({ catalog } = JSON.parse(change.content.toString()) as SchemaMarker);
    }
  }
  return catalog;
}
