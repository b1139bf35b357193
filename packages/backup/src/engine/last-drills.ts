import type { Sql } from '@parley/persistence';
import type { DrillReport } from '../drill/report.types.js';
import { lastDone } from './runs.queries.js';

/** What is known of the last drills. */
export interface LastDrills {
  readonly last: { readonly at: Date; readonly zone: string; readonly outcome: DrillReport['outcome'] } | undefined;
  /** The newest that restored what was backed up. */
  readonly good: { readonly at: Date; readonly zone: string; readonly rtoSeconds: number } | undefined;
  /** When zones were looked at last. */
  readonly continuityAt: Date | undefined;
}

const GOOD = "select result from backup_runs where kind = 'drill' and state = 'done' and result->>'outcome' = 'good' order by asked_at desc limit 1";

/** In the system scope. */
export async function lastDrills(sql: Sql): Promise<LastDrills> {
  const last = (await lastDone(sql, 'drill'))?.result as DrillReport | undefined;
  const [good] = await sql.query<{ result: DrillReport }>(GOOD);
  return {
    last: last && { at: new Date(last.at), zone: last.zone, outcome: last.outcome },
    good: good && { at: new Date(good.result.at), zone: good.result.zone, rtoSeconds: good.result.findings?.rtoSeconds ?? 0 },
    continuityAt: (await lastDone(sql, 'continuity'))?.askedAt,
  };
}
