import type { Opening } from './opening.js';
import type { OpeningFinding } from './verdict.js';
import type { TreeWitness } from './witnessed.js';

/**
 * What is wrong with a tree's opening: every tree but the first begins with an entry that names the last outside checkpoint
 * before it, so that nothing that was witnessed is left out by opening a tree. Nothing when it does.
 */
export function openingFinding(tree: number, opening: Opening | undefined, trees: readonly number[], witnesses: ReadonlyMap<number, TreeWitness>): OpeningFinding | undefined {
  if (tree === 1) return undefined;
  if (opening === undefined) return { code: 'opening_missing', tree };
  const before = trees.findLast((other) => other < tree && (witnesses.get(other)?.checkpoints.length ?? 0) > 0);
  const last = before === undefined ? [] : (witnesses.get(before)?.checkpoints ?? []);
  const size = last.at(-1)?.size ?? 0;
  const { previous } = opening;
  const named = before === undefined ? previous.size === 0 : previous.tree === before && previous.size === size && last.some((checkpoint) => checkpoint.size === size && checkpoint.root.toString('base64') === previous.root);
  return named ? undefined : { code: 'opening_wrong', tree };
}
