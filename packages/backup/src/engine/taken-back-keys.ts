import type { Sql } from '@parley/persistence';
import type { LedgerMirror } from '../ledger/ledger-mirror.js';
import type { Zone } from '../zones/zone.js';

export interface TakenBackParts {
  /** Past every policy. */
  readonly sql: Sql;
  readonly zones: readonly Zone[];
  readonly ledgerOf: (zone: Zone) => Pick<LedgerMirror, 'revoke'>;
}

/** Notices API keys that were deleted where no stream of changes tells of it: by what is there no more since the last look. */
export class TakenBackKeys {
  private known: ReadonlySet<string> = new Set();
  /** By zone, what it is still to be told. */
  private readonly untold = new Map<string, Set<string>>();

  constructor(private readonly parts: TakenBackParts) {}

  /** Tells each zone. Rejects where one could not be told; it is told at the next look. */
  async look(): Promise<void> {
    const { sql, zones } = this.parts;
    const there = new Set((await sql.query<{ id: string }>('select id from api_keys')).map(({ id }) => id));
    const gone = [...this.known].filter((id) => !there.has(id));
    for (const { name } of zones) this.untold.set(name, new Set([...(this.untold.get(name) ?? []), ...gone]));
    this.known = there;
    const told = await Promise.allSettled(zones.map((zone) => this.tell(zone)));
    const failed = told.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async tell(zone: Zone): Promise<void> {
    const ids = this.untold.get(zone.name);
    if (!ids || ids.size === 0) return;
    await this.parts.ledgerOf(zone).revoke(ids);
    this.untold.delete(zone.name);
  }
}
