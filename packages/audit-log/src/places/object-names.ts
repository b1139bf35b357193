/** Leaves in a whole tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** A number as C2SP tlog-tiles writes it in paths, for folders of a thousand at most: 1234067 is `x001/x234/067`. */
export function numberPath(number: number): string {
  const groups = String(number).padStart(Math.ceil(String(number).length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, index) => (index < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** The folder of a tree. */
export const treeFolder = (tree: number): string => String(tree);

/** The folder of a tree's checkpoints, each under its size. */
export const checkpointsFolder = (tree: number): string => `${treeFolder(tree)}/checkpoint`;

/** Where a tree's checkpoint of this size lies. */
export const checkpointName = (tree: number, size: number): string => `${checkpointsFolder(tree)}/${numberPath(size)}`;

/** Where a tile of leaf hashes lies: the path of C2SP tlog-tiles at level 0, whose partial tiles say their width. */
export const tileName = (tree: number, tile: number, width: number): string =>
  `${treeFolder(tree)}/tile/0/${numberPath(tile)}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
