import { Certain } from './certain.js';
import { Diagnosis } from './diagnosis.js';
import { LoggedLeaves, type LoggedEntry, type LoggedLeaf } from './logged-leaves.js';
import { placeFindings, stillNeeded } from './place-check.js';
import { truthOf } from './truth.js';
import type { EntryFinding, Finding, TreeReport, UnlocatedFinding } from './verdict.js';
import type { TreeWitness, Witnessed } from './witnessed.js';

/** What was found in one tree. */
export interface TreeCheck {
  readonly report: TreeReport;
  readonly findings: readonly Finding[];
}

/** Compares one tree's entries with what its places witnessed, from the first to the last checkpoint. */
class TreeChecker {
  private readonly certain = new Certain();
  private readonly diagnosis = new Diagnosis();
  private readonly findings: Finding[] = [];
  private agreed = 0;
  /** The index behind the database's last entry so far. */
  private end = 0;
  private readonly leaves: LoggedLeaves;

  constructor(
    private readonly tree: number,
    entries: AsyncIterable<LoggedEntry>,
    private readonly witness: TreeWitness,
    /** Entries that the database can have; the rest was lost in a restore that is on the record. */
    private readonly kept: number,
  ) {
    this.leaves = new LoggedLeaves(entries);
  }

  async check(): Promise<TreeCheck> {
    let open: Witnessed[] = [];
    for (const signed of this.witness.checkpoints) {
      if (await this.advance(signed)) {
        this.contradicting(open);
        open = [];
      } else open.push(signed);
    }
    const unlocated = this.unlocated(open);
    const [covered, beyond] = [this.certain.size, await this.uncovered()];
    const inEntries = [...this.diagnosis.findings(this.tree, Math.min(covered, this.kept), this.end), ...this.strays(), ...unlocated, ...beyond];
    inEntries.push(...this.differing(inEntries));
    inEntries.sort((a, b) => a.from - b.from);
    return {
      report: { tree: this.tree, entries: this.leaves.count, covered, checkpoints: this.agreed },
      findings: [...inEntries, ...this.witness.findings, ...this.findings],
    };
  }

  /** Goes on to a checkpoint; answers whether anything leads there. */
  private async advance(signed: Witnessed): Promise<boolean> {
    if (signed.size === this.certain.size) {
      const same = signed.root.equals(this.certain.head.root());
      if (same) this.agreed += 1;
      return same;
    }
    const logged = await this.leaves.upTo(signed.size);
    const truth = await truthOf(this.tree, this.certain.head, signed, logged, this.witness);
    if (truth === undefined) return false;
    this.compare(truth.leaves, logged);
    this.certain.advance(truth.leaves, truth.head);
    this.findings.push(...(await placeFindings(this.tree, signed, this.certain, this.witness)));
    this.certain.forget(stillNeeded(signed.size, this.witness));
    this.leaves.drop(signed.size);
    this.agreed += 1;
    return true;
  }

  private compare(leaves: readonly Buffer[], logged: readonly (LoggedLeaf | undefined)[]): void {
    for (const [offset, leaf] of leaves.entries()) {
      const [index, has] = [this.certain.size + offset, logged[offset]];
      if (has !== undefined) this.end = index + 1;
      const lostInRestore = has === undefined && index >= this.kept;
      if (has?.hash.equals(leaf) || lostInRestore) continue;
      this.diagnosis.add({ index, was: leaf.toString('hex'), is: has?.hash.toString('hex'), id: has?.id });
    }
  }

  private contradicting(open: readonly Witnessed[]): void {
    for (const { size, places } of open) {
      for (const { name: place } of places) this.findings.push({ code: 'checkpoint_contradicts', tree: this.tree, size, place });
    }
  }

  /** The checkpoints at the end that nothing leads to. Those of a size that is certain contradict what is. */
  private unlocated(open: readonly Witnessed[]): UnlocatedFinding[] {
    const [beyond, beside] = [open.filter(({ size }) => size > this.certain.size), open.filter(({ size }) => size === this.certain.size)];
    this.contradicting(beside);
    const last = beyond.at(-1);
    return last === undefined ? [] : [{ code: 'unlocated', tree: this.tree, from: this.certain.size, to: last.size }];
  }

  private strays(): EntryFinding[] {
    return this.leaves.strays.map(({ index, id }) => ({ code: 'inserted' as const, tree: this.tree, from: index, to: index + 1, entry: id }));
  }

  /** Entries that are not those whose hashes the database keeps; what is told of already is not told twice. */
  private differing(told: readonly { readonly from: number; readonly to: number }[]): EntryFinding[] {
    return this.leaves.differing
      .filter(({ index }) => !told.some(({ from, to }) => index >= from && index < to))
      .map(({ index, id }) => ({ code: 'hash_differs' as const, tree: this.tree, from: index, to: index + 1, ...(id !== undefined && { entry: id }) }));
  }

  /** Entries that no checkpoint covers are promised nothing; a hole among them is told all the same. */
  private async uncovered(): Promise<EntryFinding[]> {
    const holes: EntryFinding[] = [];
    let at = this.leaves.asked;
    for await (const { index, hash } of this.leaves.rest()) {
      this.diagnosis.alsoPresent(hash.toString('hex'));
      if (index > at) holes.push({ code: 'deleted', tree: this.tree, from: at, to: index });
      at = this.end = index + 1;
    }
    return holes;
  }
}

/** Checks one tree of the log. `kept` bounds the entries that it can have, where a later tree says that a restore lost the others. */
export const checkTree = (tree: number, entries: AsyncIterable<LoggedEntry>, witness: TreeWitness, kept = Number.POSITIVE_INFINITY): Promise<TreeCheck> =>
  new TreeChecker(tree, entries, witness, kept).check();
