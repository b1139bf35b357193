import type { Details } from '../entries/entry.js';

/** The action of the first entry of every tree but the first. */
export const OPEN_TREE = 'auditTree:open';

/** What the first entry of a tree says of those before it: why a restored database has less than was witnessed of them. */
export interface Opening {
  /** The last outside checkpoint when the tree was opened, its root in base64; null when there was none. */
  readonly previous: { readonly tree: number; readonly size: number; readonly root: string } | null;
  /** How many entries of each earlier tree the restored database has. */
  readonly kept: readonly { readonly tree: number; readonly size: number }[];
}

/** An opening as details of its entry. */
export const openingDetails = ({ previous, kept }: Opening): Details => ({
  previous: previous && { tree: previous.tree, size: previous.size, root: previous.root },
  kept: kept.map(({ tree, size }) => ({ tree, size })),
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isPart = (value: unknown): value is { tree: number; size: number } => isRecord(value) && isCount(value['tree']) && isCount(value['size']);
const isCheckpoint = (value: unknown): value is { tree: number; size: number; root: string } => isRecord(value) && typeof value['root'] === 'string' && isPart(value);

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

/** The opening that an entry's canonical bytes hold; nothing when the entry is of another kind. */
export function readOpening(bytes: Uint8Array): Opening | undefined {
  const entry = parsed(bytes);
  if (!isRecord(entry) || entry['action'] !== OPEN_TREE || !isRecord(entry['details'])) return undefined;
  const { previous, kept } = entry['details'];
  if (!Array.isArray(kept) || !kept.every(isPart)) return undefined;
  if (previous === null) return { previous, kept };
  return isCheckpoint(previous) ? { previous, kept } : undefined;
}
