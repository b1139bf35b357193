import type { Sql } from '@parley/persistence';
import { beginRun, endRun, type Run, type RunKind } from './runs.queries.js';

/**
 * Does what somebody asked for, the next of the kind; answers nothing where nobody did. Rejects, with the run marked as failed,
 * when it did not come to its end.
 */
export async function runNext(sql: Sql, kind: RunKind, work: (run: Run) => Promise<object>): Promise<Run | undefined> {
  const run = await beginRun(sql, kind);
  if (!run) return undefined;
  try {
    await endRun(sql, run.id, { result: await work(run) });
    return run;
  } catch (error) {
    await endRun(sql, run.id, { error: codeOf(error) });
    throw error;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed');
