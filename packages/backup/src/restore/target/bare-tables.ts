import { definitionsOf, rememberDefinitions } from './restore-state.js';
import { KINDS, takeAway, type DefinitionKind } from './definitions.js';
import { rebuild } from './rebuild.js';
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

/** Puts everything back: from then on the schema is what it says itself; with `analyzed` the planner also knows what lies in it. */
export async function putAllBack(target: Target, { analyzed = false } = {}): Promise<void> {
  await rebuild(target, await withTarget(target, definitionsOf), KINDS, { analyzed });
  await withTarget(target, (client) => rememberDefinitions(client, []));
}
