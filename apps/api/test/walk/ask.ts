import type { KeyScope, World } from './world.js';

/** What is asked of an operation, by the names that the document has for its parameters. */
export interface Ask {
  /** Whose app it is about, and whose keys are used; the case's own unless it says so. */
  readonly in?: World;
  readonly as?: KeyScope;
  /** Without `appId`, which is the app's unless it is given. */
  readonly path?: Readonly<Record<string, string>>;
  /** Members of `page` and `filter` stand below these. */
  readonly query?: Readonly<Record<string, string | number | Readonly<Record<string, string | number>>>>;
  readonly json?: unknown;
  /** Uploaded, in place of a body of JSON. */
  readonly file?: { readonly content: Buffer; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A status that an operation answers, when, and what is asked to see it: made ready in the world it is given. */
export type Case = readonly [status: number, when: string, ask: (world: World) => Ask | Promise<Ask>];

/** The cases of operations by their ids. */
export type Cases = Readonly<Record<string, readonly Case[]>>;

/** An id as the server makes them, of nothing. */
export const UNKNOWN = 'f'.repeat(24);

/** Its path and query below the server's URL. `template` is the document's path. */
export function targetOf(template: string, ask: Ask, appId: string): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = { appId, ...ask.path }[name];
    if (value === undefined) throw new Error(`${template} needs ${name}`);
    return encodeURIComponent(value);
  });
  const query = Object.entries(ask.query ?? {}).flatMap(([name, value]): [string, string][] =>
    typeof value === 'object' ? Object.entries(value).map(([member, inner]) => [`${name}[${member}]`, String(inner)]) : [[name, String(value)]]);
  return query.length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}`;
}
