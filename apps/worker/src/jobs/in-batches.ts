/** Rows of one statement: short transactions, so that nobody waits for a purge. */
export const BATCH = 1000;

/** Repeats `remove` until a batch is not full, or the job is told to stop; answers how many rows went. */
export async function inBatches(signal: AbortSignal, remove: (limit: number) => Promise<number>): Promise<number> {
  for (let total = 0; ; ) {
    const removed = await remove(BATCH);
    total += removed;
    if (removed < BATCH || signal.aborted) return total;
  }
}
