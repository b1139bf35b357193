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
  const last = before === undefined ? undefined : witnesses.get(before)?.checkpoints.at(-1);
  const { previous } = opening;
  if (last === undefined) return previous === null ? undefined : { code: 'opening_wrong', tree };
  const roots = witnesses.get(before ?? 0)?.checkpoints.filter(({ size }) => size === last.size).map(({ root }) => root.toString('base64')) ?? [];
  return previous?.tree === before && previous?.size === last.size && roots.includes(previous.root) ? undefined : { code: 'opening_wrong', tree };
}
