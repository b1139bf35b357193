import type { Sql } from '@parley/persistence';
import type { LedgerMirror } from '../ledger/ledger-mirror.js';
import type { Zone } from '../zones/zone.js';

export interface TakenBackParts {
  /** Past every policy. */
  readonly sql: Sql;
  readonly zones: readonly Zone[];
  readonly ledgerOf: (zone: Zone) => Pick<LedgerMirror, 'revoke'>;
}

/** Notices API keys that were deleted where no stream of changes tells of it: by what is there no more since the last look, or since a snapshot. */
export class TakenBackKeys {
  private readonly known = new Set<string>();
  /** By zone, what it is still to be told. */
  private readonly untold = new Map<string, Set<string>>();

  constructor(private readonly parts: TakenBackParts) {}

  /** Tells each zone. Rejects where one could not be told; it is told at the next look. */
  async look(): Promise<void> {
    const { sql, zones } = this.parts;
    // What a snapshot adds meanwhile may be newer than the answer: that is judged by the next one.
    const known = [...this.known];
    const there = await idsOf(sql);
    const gone = known.filter((id) => !there.has(id));
    for (const { name } of zones) this.untold.set(name, new Set([...(this.untold.get(name) ?? []), ...gone]));
    for (const id of gone) this.known.delete(id);
    for (const id of there) this.known.add(id);
    const told = await Promise.allSettled(zones.map((zone) => this.tell(zone)));
    const failed = told.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** What a snapshot has, as its transaction sees it: also a key that was there for a moment between two looks. */
  async remember(sql: Pick<Sql, 'query'>): Promise<void> {
    for (const id of await idsOf(sql)) this.known.add(id);
  }

  private async tell(zone: Zone): Promise<void> {
    const ids = this.untold.get(zone.name);
    if (!ids || ids.size === 0) return;
    await this.parts.ledgerOf(zone).revoke(ids);
    this.untold.delete(zone.name);
  }
}

const idsOf = async (sql: Pick<Sql, 'query'>): Promise<Set<string>> => new Set((await sql.query<{ id: string }>('select id from api_keys')).map(({ id }) => id));
