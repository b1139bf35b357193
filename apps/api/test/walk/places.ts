/** Where in what is asked something stands that another app has otherwise: `path.userId`, `query.filter.userId`, `json.participants.0.userId`. */
export interface Place {
  readonly at: readonly string[];
  /** What the other app has there. */
  readonly other: string;
}

type Tree = Readonly<Record<string, unknown>>;

/** The texts of `mine` that are others in `theirs`, which is built alike. */
export function differingPlaces(mine: unknown, theirs: unknown, at: readonly string[] = []): Place[] {
  if (typeof mine === 'string') return typeof theirs === 'string' && theirs !== mine ? [{ at, other: theirs }] : [];
  if (!isTree(mine) || !isTree(theirs)) return [];
  return Object.keys(mine).flatMap((key) => differingPlaces(mine[key], theirs[key], [...at, key]));
}

/** A copy of `value` with `text` in this place. */
export function withText<T>(value: T, [key, ...further]: readonly string[], text: string): T {
  if (key === undefined) return text as T;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[key] = withText(copy[key], further, text);
  return copy as T;
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
