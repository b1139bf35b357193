import type { KnownRelation } from './relations.js';
import type { ScannedTuple } from '../pgoutput/row-scan.js';

/** Of so many rows at most, the newest: some 150 bytes each. */
const MOST = 50_000;

/**
 * Whose rows are, of tables whose key does not say it, from their insert to their delete: most such rows are events and
 * deliveries, which live for moments, and a delete tells of a row its key alone. Remembered for one stream, so that what was
 * there before it is not known.
 */
export class OwnersByKey {
  private readonly owners = new Map<string, Buffer | null>();

  constructor(private readonly most = MOST) {}

  /** Notes a row as it is from now on. */
  note({ relation, owner, key }: KnownRelation, { values }: ScannedTuple): void {
    const [whose, by] = [values[owner], values[key]];
    if (whose === undefined || !by) return;
    this.owners.set(nameOf(relation.id, by), whose && Buffer.from(whose));
    if (this.owners.size > this.most) for (const oldest of this.owners.keys()) return void this.owners.delete(oldest);
  }

  /** Whose a row was that has this key no more: null, nobody's; undefined, not known. */
  take({ relation, key }: KnownRelation, { values }: ScannedTuple): Buffer | null | undefined {
    const by = values[key];
    if (!by) return undefined;
    const name = nameOf(relation.id, by);
    const whose = this.owners.get(name);
    this.owners.delete(name);
    return whose;
  }
}

const nameOf = (relation: number, key: Buffer): string => `${relation} ${key.toString('latin1')}`;
