import type pg from 'pg';
import { definitionsOf, rememberDefinitions } from './restore-state.js';
import { KINDS, missingOf, takeAway, type Definition, type DefinitionKind } from './definitions.js';
import { rebuild } from './rebuild.js';
import { LARGE_PAGES, tablePages } from './table-pages.js';
import { inTransaction, withTarget, type Target } from './target.js';

/** What replaying does without: all but primary keys, by which it finds rows. */
export const BUT_PRIMARY: readonly DefinitionKind[] = KINDS.filter((kind) => kind !== 'primary');

/** Takes keys, indexes, triggers and the policies' hold on the owner from the tables, and remembers them, in one transaction. */
export async function strip(target: Target, kinds: readonly DefinitionKind[]): Promise<void> {
  await withTarget(target, (client) => inTransaction(client, async () => {
    await rememberDefinitions(client, await takeAway(client, kinds, await definitionsOf(client)));
  }));
}

/** Puts back what was taken of some kinds. May be killed and run again. */
export async function putBack(target: Target, kinds: readonly DefinitionKind[]): Promise<void> {
  await rebuild(target, await withTarget(target, definitionsOf), kinds);
}

/**
 * What puts the primary keys of large tables back, largest first, each on a connection of its own; meanwhile others may
 * read the tables. May be killed and run again.
 */
export async function largeKeys(target: Target, fromPages = LARGE_PAGES): Promise<((client: pg.Client) => Promise<void>)[]> {
  return withTarget(target, async (client) => {
    const pages = await tablePages(client);
    const pagesOf = ({ table }: Definition): number => pages.get(table) ?? 0;
    const missing = await missingOf(client, await definitionsOf(client));
    const large = missing.filter((definition) => definition.kind === 'primary' && pagesOf(definition) >= fromPages);
    return large.sort((one, other) => pagesOf(other) - pagesOf(one)).flatMap(({ beside }) => beside ? [async (by: pg.Client) => void (await by.query(beside))] : []);
  });
}

/** Puts everything back: from then on the schema is what it says itself; with `analyzed` the planner also knows what lies in it. */
export async function putAllBack(target: Target, { analyzed = false } = {}): Promise<void> {
  await rebuild(target, await withTarget(target, definitionsOf), KINDS, { analyzed });
  await withTarget(target, (client) => rememberDefinitions(client, []));
}
