import type { Page, PageRequest } from '@parley/persistence';
import { prefixOf } from '../server/sc-prefix.js';
import { DEFAULT_SIZE } from './page-query.decorator.js';
import type { Query } from './query.js';
import type { ApiRequest } from './request.js';

export interface PageMeta {
  readonly hasMore: boolean;
  readonly afterCursor?: string;
  readonly beforeCursor?: string;
}

export interface PageLinks {
  readonly prev?: string;
  readonly next?: string;
}

/**
 * The answer of a list: the records under their name, `meta` and `links` (semantics §3). A cursor without a page beyond it
 * is absent. `asked` is the page as it was understood: a link says it again, whatever form it came in.
 */
export function paged<Name extends string, Item>(request: ApiRequest, asked: PageRequest, name: Name, page: Page<Item>) {
  const { items, hasMore, afterCursor, beforeCursor } = page;
  const meta: PageMeta = { hasMore, ...(afterCursor && { afterCursor }), ...(beforeCursor && { beforeCursor }) };
  const links: PageLinks = {
    ...(beforeCursor && { prev: linkTo(request, asked, ['page[before]', beforeCursor]) }),
    ...(afterCursor && { next: linkTo(request, asked, ['page[after]', afterCursor]) }),
  };
  return { [name]: items, meta, links } as Record<Name, Item[]> & { meta: PageMeta; links: PageLinks };
}

type Pair = readonly [name: string, value: string];

/** This list with another cursor; the size and the filter stay. Brackets stay readable, as in the specification. */
function linkTo(request: ApiRequest, { size }: PageRequest, cursor: Pair): string {
  const kept = Object.entries(request.query as Query).flatMap(([name, value]) => (isOfPage(name) ? [] : pairs(name, value)));
  const sized: Pair[] = size === DEFAULT_SIZE ? [] : [['page[size]', String(size)]];
  const query = [cursor, ...sized, ...kept].map(([name, value]) => `${bracketed(name)}=${encodeURIComponent(value)}`);
  return `${request.protocol}://${request.host}${prefixOf(request.originalUrl)}${pathOf(request)}?${query.join('&')}`;
}

const isOfPage = (name: string): boolean => name === 'page' || name.startsWith('page[');

/** A name that came several times has an array of values. */
const pairs = (name: string, value: unknown): Pair[] => [value].flat().map((each) => [name, String(each)]);

/** From the route: the path as it was written may be a whole URL (RFC 9112 §3.2.2), or end in what is no query to all readers. */
const pathOf = ({ routeOptions, params }: ApiRequest): string =>
  (routeOptions.url ?? '').replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent((params as Record<string, string>)[name] ?? ''));

const bracketed = (name: string): string => encodeURIComponent(name).replaceAll('%5B', '[').replaceAll('%5D', ']');
