/** Rows of one statement: short transactions, so that nobody waits for a purge. */
export const BATCH = 1000;

/** What a job may do before it makes room for others. */
export interface Budget {
  readonly signal: AbortSignal;
  /** Batches left; counted down. */
  batches: number;
}

/** Repeats `remove` until a batch is not full, and answers true; false when the job is told to stop, or its budget is used up, before. */
export async function inBatches(budget: Budget, remove: (limit: number) => Promise<number>): Promise<boolean> {
  while (!budget.signal.aborted && budget.batches > 0) {
    budget.batches -= 1;
    if ((await remove(BATCH)) < BATCH) return true;
  }
  return false;
}
