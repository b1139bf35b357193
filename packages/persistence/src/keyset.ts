import type { QueryResultRow } from 'pg';
import type { Sql } from './database.js';

/** Where a page begins and how long it is; at most one of the cursors is set (openapi.yaml, schema `page`). */
export interface PageRequest {
  readonly after?: string;
  readonly before?: string;
  readonly size: number;
}

/** One page in ascending id order. A cursor is set only when there is something beyond it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Whether there is more in the direction being paged. */
  readonly hasMore: boolean;
  readonly afterCursor?: string;
  readonly beforeCursor?: string;
}

export interface KeysetQuery {
  /** `select … from … where …`, without order or limit. */
  readonly select: string;
  readonly values: readonly unknown[];
  /** The id column, qualified where needed; indexed behind the columns that `select` compares. */
  readonly id: string;
  /**
   * `… as name (column)`, whose rows `select` names: the page is put together of one for each. For a condition by any of
   * several values, which no index gives in the order of the ids.
   */
  readonly each?: string;
  /** Without a cursor, begin with the last page instead of the first (openapi.yaml, ListMessages). */
  readonly fromEnd?: boolean;
}

/** Reads one page by comparing ids, so that its cost does not depend on how many rows lie before it. Rows carry `id`. */
export async function keysetPage<Row extends QueryResultRow & { id: string }>(
  sql: Sql,
  { select, values, id, each, fromEnd = false }: KeysetQuery,
  { after, before, size }: PageRequest,
): Promise<Page<Row>> {
  const backward = before !== undefined || (fromEnd && after === undefined);
  const read = (cursor: string | undefined, descending: boolean, limit: number) => {
    const beyond = cursor === undefined ? '' : `and ${id} ${descending ? '<' : '>'} $${values.length + 2}`;
    const end = (by: string) => `order by ${by} ${descending ? 'desc' : 'asc'} limit $${values.length + 1}`;
    const one = `${select} ${beyond} ${end(id)}`;
    const whole = each === undefined ? one : `select page.* from ${each} cross join lateral (${one}) page ${end('page.id')}`;
    return sql.query<Row>(whole, [...values, limit, ...(cursor === undefined ? [] : [cursor])]);
  };

  const rows = await read(before ?? after, backward, size + 1);
  const hasMore = rows.length > size;
  const items = hasMore ? rows.slice(0, size) : rows;
  if (backward) items.reverse();
  // Without a cursor there is nothing on the other side; with one, one row tells.
  const edge = backward ? (items.at(-1)?.id ?? before) : (items[0]?.id ?? after);
  const hasOther = (before ?? after) !== undefined && edge !== undefined && (await read(edge, !backward, 1)).length > 0;
  const [first, last] = [items[0]?.id, items.at(-1)?.id];
  return {
    items,
    hasMore,
    ...((backward ? hasOther : hasMore) && last !== undefined && { afterCursor: last }),
    ...((backward ? hasMore : hasOther) && first !== undefined && { beforeCursor: first }),
  };
}

/** The page with each of its items mapped; what maps to nothing is left out. */
export const mapPage = <From, To>(page: Page<From>, map: (item: From) => To | undefined): Page<To> =>
  ({ ...page, items: page.items.map(map).filter((item) => item !== undefined) });
