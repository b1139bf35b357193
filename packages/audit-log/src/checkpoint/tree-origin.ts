/**
 * The first line of a tree's checkpoints: the log's origin and the tree's number. A log has a tree until a restore opens the
 * next one; each has an origin of its own, because one origin must never sign two trees that contradict each other.
 */
export const treeOrigin = (origin: string, tree: number): string => `${origin}/${tree}`;

/** The number of the tree that a checkpoint's origin names; nothing when it is not one of this log's. */
export function treeOf(origin: string, treesOrigin: string): number | undefined {
  const digits = treesOrigin.startsWith(`${origin}/`) ? treesOrigin.slice(origin.length + 1) : '';
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
}
