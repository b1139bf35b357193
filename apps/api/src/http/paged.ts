import type { Page } from '@parley/persistence';
import type { FastifyRequest } from 'fastify';

export interface PageMeta {
  readonly hasMore: boolean;
  readonly afterCursor?: string;
  readonly beforeCursor?: string;
}

export interface PageLinks {
  readonly prev?: string;
  readonly next?: string;
}

/** The answer of a list: the records under their name, `meta` and `links` (semantics §3). A cursor without a page beyond it is absent. */
export function paged<Name extends string, Item>(request: FastifyRequest, name: Name, page: Page<Item>) {
  const { items, hasMore, afterCursor, beforeCursor } = page;
  const meta: PageMeta = { hasMore, ...(afterCursor && { afterCursor }), ...(beforeCursor && { beforeCursor }) };
  const links: PageLinks = {
    ...(beforeCursor && { prev: linkTo(request, 'before', beforeCursor) }),
    ...(afterCursor && { next: linkTo(request, 'after', afterCursor) }),
  };
  return { [name]: items, meta, links } as Record<Name, Item[]> & { meta: PageMeta; links: PageLinks };
}

const CURSORS = new Set(['page[after]', 'page[before]', 'page']);

/** This request's URL with another cursor; the size and the filter stay. Brackets stay readable, as in the specification. */
function linkTo(request: FastifyRequest, key: 'after' | 'before', cursor: string): string {
  const { pathname, search } = splitUrl(request.url);
  const kept = [...new URLSearchParams(search)].flatMap(([name, value]) => (name === 'page' ? pageSize(value) : CURSORS.has(name) ? [] : [[name, value] as const]));
  const query = [[`page[${key}]`, cursor] as const, ...kept].map(([name, value]) => `${bracketed(name)}=${encodeURIComponent(value)}`);
  return `${request.protocol}://${request.host}${pathname}?${query.join('&')}`;
}

function splitUrl(url: string): { pathname: string; search: string } {
  const at = url.indexOf('?');
  return at < 0 ? { pathname: url, search: '' } : { pathname: url.slice(0, at), search: url.slice(at + 1) };
}

const bracketed = (name: string): string => encodeURIComponent(name).replaceAll('%5B', '[').replaceAll('%5D', ']');

/** `page={"size":5,…}` was understood when the page was read, so it is JSON. */
function pageSize(json: string): (readonly [string, string])[] {
  const size = json === '' ? undefined : (JSON.parse(json) as { size?: unknown }).size;
  return typeof size === 'number' || typeof size === 'string' ? [['page[size]', String(size)]] : [];
}
