import type { ScannedTuple } from '../pgoutput/row-scan.js';
import type { KnownRelation } from './relations.js';

/** Letters of a delete, by which pgoutput begins it. */
const DELETE = 'D'.charCodeAt(0);

/** What the changes of one segment touch. */
export class Touched {
  private readonly owners = new Set<string>();
  private ofAll = false;
  shared = false;
  ledger = false;
  readonly tables = new Set<string>();
  readonly secrets = new Set<string>();
  readonly revoked = new Set<string>();

  /** Whose rows: sorted, or '*' where one cannot be told. */
  get apps(): readonly string[] | '*' {
    return this.ofAll ? '*' : [...this.owners].sort();
  }

  /** Notes a row's change. */
  row(known: KnownRelation, change: Buffer, tuples: readonly ScannedTuple[]): void {
    this.tables.add(known.relation.table);
    if (known.owner < 0) this.shared = true;
    for (const tuple of tuples) {
      if (known.owner >= 0) this.owner(known, tuple);
      this.consequence(known, change[0] === DELETE, tuple);
    }
  }

  /** A truncate, or a table of which nothing may be told: it may be of anybody. */
  anybody(known: KnownRelation): void {
    this.tables.add(known.relation.table);
    this.ofAll = true;
  }

  private owner({ owner, ownerInKey }: KnownRelation, { is, values }: ScannedTuple): void {
    const value = values[owner];
    // In a key, null is also what every column that is not of it is sent as.
    if (value === undefined || (is === 'key' && !ownerInKey)) this.ofAll = true;
    else if (value === null) this.shared = true;
    else this.owners.add(value.toString('latin1'));
  }

  private consequence({ consequence, naming }: KnownRelation, isDelete: boolean, { values }: ScannedTuple): void {
    if (!consequence || (consequence.of === 'revocation' && !isDelete)) return;
    const name = consequence.name(naming.map((column) => values[column]?.toString() ?? ''));
    (consequence.of === 'secret' ? this.secrets : this.revoked).add(name);
  }
}
