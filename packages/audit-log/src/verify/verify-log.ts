import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { keptTrees } from '../places/kept.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { checkTree, type TreeCheck } from './check-tree.js';
import type { LoggedEntry } from './logged-leaves.js';
import { readOpening, type Opening } from './opening.js';
import { openingFinding } from './opening-finding.js';
import { checkOwn, type LoggedCheckpoint } from './own-checkpoints.js';
import { placesBehind } from './places-behind.js';
import type { Finding, Restored, Verdict } from './verdict.js';
import { witnessOf, type TreeWitness } from './witnessed.js';

/** A tree as the database has it. */
export interface LoggedTree {
  readonly tree: number;
  /** Its entries in the order of their index. Asked for more than once. */
  entries(): AsyncIterable<LoggedEntry>;
  /** The checkpoints that the database keeps of it. */
  checkpoints?(): AsyncIterable<LoggedCheckpoint>;
  /** Whether every place has had the time to take the entry at an index. */
  isLongMade?(index: number): Promise<boolean>;
}

/** What is verified against what. */
export interface Verification {
  readonly log: LogIdentity;
  readonly places: readonly CheckpointPlace[];
  readonly trees: readonly LoggedTree[];
  /** Ids of entries that the database has in no tree and that wait for none. */
  readonly strays?: readonly string[];
}

async function* none(): AsyncIterable<never> {}

async function firstEntry(tree: LoggedTree | undefined): Promise<LoggedEntry | undefined> {
  for await (const entry of tree?.entries() ?? none()) return entry;
  return undefined;
}

/** Whether what the database has as a tree's first entry is what was witnessed. */
const firstIsCertain = ({ report, findings }: TreeCheck): boolean => report.covered > 0 && !findings.some((finding) => 'from' in finding && finding.from === 0 && finding.code !== 'hash_differs');

/** An opening that was witnessed, and the tree that it opened. */
interface Opened {
  readonly tree: number;
  readonly opening: Opening;
}

const keptBy = ({ opening }: Opened, tree: number): number => opening.kept.find((kept) => kept.tree === tree)?.size ?? 0;

/**
 * Recomputes the whole log from its entries and compares it with every checkpoint that the places have. Names the first bad
 * entry, by the leaf hashes kept outside. An entry that no signed checkpoint covers is promised nothing.
 */
export async function verifyLog({ log, places, trees, strays = [] }: Verification): Promise<Verdict> {
  const outside = await Promise.all(places.map(keptTrees));
  const numbers = [...new Set([...outside.flat(), ...trees.map(({ tree }) => tree)])].sort((a, b) => a - b);
  const witnesses = new Map<number, TreeWitness>();
  for (const tree of numbers) witnesses.set(tree, await witnessOf(places, log, tree));

  const checks: { readonly check: TreeCheck; readonly opening: Finding[]; readonly more: Finding[]; readonly restored: Restored[] }[] = [];
  const opened: Opened[] = [];
  // From the last to the first: the opening of the newest tree says what a database has of those before it.
  for (const tree of numbers.toReversed()) {
    const witness = witnesses.get(tree) ?? { checkpoints: [], sizes: new Map(), findings: [] };
    const logged = trees.find((candidate) => candidate.tree === tree);
    const latest = opened[0];
    const kept = latest === undefined ? Number.POSITIVE_INFINITY : keptBy(latest, tree);
    const check = await checkTree(tree, logged?.entries() ?? none(), witness, kept);
    const first = tree > 1 && firstIsCertain(check) ? await firstEntry(logged) : undefined;
    const opening = first && readOpening(first.bytes);
    if (opening !== undefined) opened.push({ tree, opening });
    const finding = first && openingFinding(tree, opening, numbers, witnesses);
    const by = opened.toReversed().find((candidate) => candidate.tree > tree && keptBy(candidate, tree) === kept);
    const restored = by !== undefined && kept < check.report.covered ? [{ tree, from: kept, to: check.report.covered, openedBy: by.tree }] : [];
    const own = await checkOwn(log, tree, logged?.checkpoints?.() ?? none(), witness);
    const behind = await placesBehind(places, { tree, settled: own.settled, covered: check.report.covered, isLongMade: async (index) => logged?.isLongMade?.(index) ?? false }, witness);
    checks.unshift({ check, opening: finding === undefined ? [] : [finding], more: [...own.findings, ...behind], restored });
  }
  const ofTrees = checks.flatMap(({ check, opening, more }) => [...opening, ...check.findings, ...more]);
  const findings: Finding[] = [...ofTrees, ...strays.map((entry) => ({ code: 'stray' as const, entry }))];
  return { ok: findings.length === 0, findings, restores: checks.flatMap(({ restored }) => restored), trees: checks.map(({ check }) => check.report) };
}
