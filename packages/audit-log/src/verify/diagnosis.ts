import type { EntryFinding, EntryFindingCode } from './verdict.js';

/** Beyond these a log is taken for another one from there on. */
const MOST = 100_000;

/** An entry that is not as it was witnessed. */
export interface BadEntry {
  readonly index: number;
  /** The leaf that was witnessed. */
  readonly was: string;
  /** The leaf that the database has; nothing when it has no entry there. */
  readonly is: string | undefined;
  readonly id: string | undefined;
}

/** Bad entries that follow each other and are alike in whether the database has them. */
interface Run {
  readonly first: BadEntry;
  to: number;
  readonly entries: BadEntry[];
}

/** Gathers the bad entries of a tree, in order, and says what was done to them. */
export class Diagnosis {
  private readonly runs: Run[] = [];
  private readonly was = new Set<string>();
  private readonly present = new Set<string>();

  /** Adds a bad entry; their indexes ascend. */
  add(bad: BadEntry): void {
    const last = this.runs.at(-1);
    if (last?.to === bad.index && (last.first.is === undefined) === (bad.is === undefined)) {
      last.to += 1;
      if (last.entries.length < MOST) last.entries.push(bad);
    } else this.runs.push({ first: bad, to: bad.index + 1, entries: [bad] });
    if (this.was.size < MOST) this.was.add(bad.was);
    if (bad.is !== undefined) this.alsoPresent(bad.is);
  }

  /** Says that the database has this leaf where no checkpoint reaches: an entry may have been moved there. */
  alsoPresent(leaf: string): void {
    if (this.present.size < MOST) this.present.add(leaf);
  }

  /** What was done. `covered` bounds the entries that should be there, `end` is the index behind the database's last entry. */
  findings(tree: number, covered: number, end: number): EntryFinding[] {
    return this.runs.flatMap((run, position) => {
      // Entries that moved up when one before them was taken out leave their last index empty: that was told there.
      if (run.first.is === undefined && position > 0 && run.entries.every(({ was }) => this.present.has(was))) return [];
      const finding = { code: this.code(run, covered, end), tree, from: run.first.index, to: run.to };
      return [run.first.id === undefined ? finding : { ...finding, entry: run.first.id }];
    });
  }

  private code({ first, to }: Run, covered: number, end: number): EntryFindingCode {
    if (first.is === undefined) return to === covered && end <= first.index ? 'truncated' : 'deleted';
    const [movedHere, movedAway] = [this.was.has(first.is), this.present.has(first.was)];
    if (movedHere) return movedAway ? 'reordered' : 'deleted';
    if (movedAway) return 'inserted';
    return to === covered && to - first.index > 1 ? 'rewritten' : 'edited';
  }
}
