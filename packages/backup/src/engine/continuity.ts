import type { Logger } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import { confirmedBy } from '../verify/confirmed.queries.js';
import type { Verified } from '../verify/verify.types.js';
import { verifyRepository } from '../verify/verify-repository.js';
import { lastDone, recordRun } from './runs.queries.js';
import type { Session } from './open-session.js';

/** How often; and in so many parts what is large is read, one part each time: all of it in 30 days. */
export const [CONTINUITY_MS, PARTS] = [3_600_000, 720];
/** Findings that are written down; all are counted. */
const TOLD = 20;

/** What a look at the zones found. */
export interface ContinuityResult {
  /** The share that was read, of PARTS. */
  readonly part: number;
  readonly zones: readonly string[];
  /** Zones that could not be looked at, as they are away or get what they missed. */
  readonly passedOver: readonly string[];
  readonly objects: number;
  readonly bytes: number;
  readonly found: number;
  readonly repaired: number;
  readonly lost: number;
  readonly findings: Verified['findings'];
}

type Parts = Pick<Session, 'zones' | 'keys' | 'replicator' | 'signer'> & { readonly db: ScopedSql; readonly logger: Pick<Logger, 'warn'> };

/** Looks each hour whether every zone has what it must have, without a hole, and reads a share of what is large; mends what another zone has good. */
export class Continuity {
  constructor(private readonly parts: Parts) {}

  /** Does nothing before its time. Rejects with the signal's reason when that ends it. */
  async lookIfDue(signal: AbortSignal): Promise<ContinuityResult | undefined> {
    const last = await lastDone(this.parts.db, 'continuity');
    const [row] = await this.parts.db.query<{ made: Date; now: Date }>('select created_at as made, clock_timestamp() as now from backup_repository');
    // A new repository has nothing to be looked at yet.
    if (!row || row.now.getTime() < (last?.askedAt ?? row.made).getTime() + CONTINUITY_MS) return undefined;
    const before = (last?.result as ContinuityResult | undefined)?.part;
    const result = await this.look(before === undefined ? 0 : (before + 1) % PARTS, signal);
    await recordRun(this.parts.db, 'continuity', 'schedule', row.now, result);
    if (result.found > 0) this.parts.logger.warn({ found: result.found, repaired: result.repaired, lost: result.lost, findings: result.findings }, 'zones of backups were not as they must be: parley backup verify looks at everything');
    return result;
  }

  private async look(part: number, signal: AbortSignal): Promise<ContinuityResult> {
    const { zones, keys, signer, replicator, db } = this.parts;
    const sound = new Set(replicator.state.zones.filter(({ unreachableSince, catchingUpFrom }) => unreachableSince === undefined && catchingUpFrom.length === 0).map(({ name }) => name));
    const looked = zones.filter(({ name }) => sound.has(name));
    // What keys there are is compared by LookAfter, which may write them.
    const asked = looked.map(({ name, store }) => ({ name, store }));
    const confirmed = await confirmedBy(db);
    const { findings, objects, bytes } = await verifyRepository({ zones: asked, keys, trusted: signer.trusted, ...(looked.length === zones.length && { confirmed }) }, { share: { part, of: PARTS }, repair: asked.length > 1, signal });
    return {
      part, zones: asked.map(({ name }) => name), passedOver: zones.filter(({ name }) => !sound.has(name)).map(({ name }) => name), objects, bytes,
      found: findings.length, repaired: findings.filter(({ repaired }) => repaired !== undefined).length, lost: findings.filter(({ lost }) => lost).length, findings: findings.slice(0, TOLD),
    };
  }
}
