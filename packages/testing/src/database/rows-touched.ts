import type { Sql } from '@parley/persistence';

interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

const touchedBy = (plan: Plan): number =>
  (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)) * plan['Actual Loops'] +
  (plan.Plans ?? []).reduce((sum, part) => sum + touchedBy(part), 0);

/** Runs a statement under EXPLAIN ANALYZE, in the scope of `sql`, and counts every row that any part of its plan touched. */
export async function rowsTouched(sql: Sql, text: string, values?: readonly unknown[]): Promise<number> {
  const [row] = await sql.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, format json) ${text}`, values);
  return row ? touchedBy(row['QUERY PLAN'][0].Plan) : Infinity;
}
