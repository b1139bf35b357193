import type { LoggedEntry } from '../../src/index.js';
import { entriesOf } from './log.js';
import { indexed, type RandomLog } from './random-log.js';
import type { Random } from './random.js';

/** What somebody with every right on the database did to it, and what verifying must say. */
export interface Alteration {
  readonly entries: LoggedEntry[];
  /** The first entry that is not as it was. */
  readonly first: number;
  /** What may be said of it; more than one where what is left does not tell them apart. */
  readonly codes: readonly string[];
}

type Alter = (random: Random, log: RandomLog) => Alteration;

let made = 0;
/** An entry that was never in the log. */
const forged = (): Buffer => entriesOf(1, 1_000_000 + (made += 1))[0]!;

const edit: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  const bytes = Buffer.from(entries[first]!.toString().replace('app:create', random.pick(['app:delete', 'app:creatf', ''])));
  return { entries: indexed(entries.with(first, bytes)), first, codes: ['edited'] };
};

const deleteLeavingAHole: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  return { entries: indexed(entries).filter(({ index }) => index !== first), first, codes: first === entries.length - 1 ? ['truncated'] : ['deleted'] };
};

const deleteAndRenumber: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  const lastCovered = first === covered - 1;
  return { entries: indexed(entries.toSpliced(first, 1)), first, codes: lastCovered ? ['truncated', 'edited'] : ['deleted'] };
};

const insert: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  return { entries: indexed(entries.toSpliced(first, 0, forged())), first, codes: ['inserted'] };
};

const insertUnderAUsedIndex: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  const all = indexed(entries);
  return { entries: all.toSpliced(first + 1, 0, { index: first, bytes: forged() }), first, codes: ['inserted'] };
};

const reorder: Alter = (random, { entries, covered }) => {
  const first = random.below(covered - 1);
  const other = first + 1 + random.below(covered - first - 1);
  return { entries: indexed(entries.with(first, entries[other]!).with(other, entries[first]!)), first, codes: ['reordered'] };
};

const truncate: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  return { entries: indexed(entries.slice(0, first)), first, codes: ['truncated'] };
};

const rollBackAndGoOn: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  const others = Array.from({ length: 1 + random.below(entries.length) }, forged);
  return { entries: indexed([...entries.slice(0, first), ...others]), first, codes: ['rewritten', 'edited'] };
};

const editFromHereOn: Alter = (random, { entries, covered }) => {
  const first = random.below(covered);
  return { entries: indexed(entries.map((entry, index) => (index < first ? entry : forged()))), first, codes: ['rewritten', 'edited'] };
};

/** Each by its name. Hashes are recomputed in all of them: verifying reads none from the database. */
export const ALTERATIONS: Readonly<Record<string, Alter>> = {
  edit, deleteLeavingAHole, deleteAndRenumber, insert, insertUnderAUsedIndex, reorder, truncate, rollBackAndGoOn, editFromHereOn,
};
