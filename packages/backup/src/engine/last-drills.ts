import type { Sql } from '@parley/persistence';
import type { DrillReport } from '../drill/report.types.js';
import { lastDone } from './runs.queries.js';

/** What is known of the last drills. */
export interface LastDrills {
  /** The last that came to its end. */
  readonly last: { readonly at: Date; readonly zone: string; readonly outcome: DrillReport['outcome'] } | undefined;
  /** The newest that restored what was backed up. */
  readonly good: { readonly at: Date; readonly zone: string; readonly rtoSeconds: number } | undefined;
  /** One behind it that could not be carried out: when it was asked for, and why. */
  readonly notCarriedOut: { readonly at: Date; readonly code: string } | undefined;
  /** When zones were looked at last. */
  readonly continuityAt: Date | undefined;
}

const NOT_CARRIED_OUT = `
  select asked_at as at, error as code from backup_runs where kind = 'drill' and state = 'failed'
    and asked_at > coalesce((select max(asked_at) from backup_runs where kind = 'drill' and state = 'done'), '-infinity') order by asked_at desc limit 1`;
const GOOD = "select result from backup_runs where kind = 'drill' and state = 'done' and result->>'outcome' = 'good' order by asked_at desc limit 1";

/** In the system scope. */
export async function lastDrills(sql: Sql): Promise<LastDrills> {
  const last = (await lastDone(sql, 'drill'))?.result as DrillReport | undefined;
  const [notCarriedOut] = await sql.query<{ at: Date; code: string }>(NOT_CARRIED_OUT);
  const [good] = await sql.query<{ result: DrillReport }>(GOOD);
  return {
    last: last && { at: new Date(last.at), zone: last.zone, outcome: last.outcome },
    good: good && { at: new Date(good.result.at), zone: good.result.zone, rtoSeconds: good.result.findings?.rtoSeconds ?? 0 },
    notCarriedOut,
    continuityAt: (await lastDone(sql, 'continuity'))?.askedAt,
  };
}
