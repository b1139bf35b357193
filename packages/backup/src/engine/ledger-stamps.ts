import type { Sql } from '@parley/persistence';
import { BackupFault } from '../backup-fault.js';

/** So many are set aside at once. */
const SOME = 1000;
const SET_ASIDE = 'update backup_repository set stamp = greatest(stamp, $1::bigint) + $2::bigint returning stamp::float8 as last';

/**
 * Numbers for what is written into ledgers, each greater than all that any worker gave before: of what zones have, the greatest
 * counts. They begin at the clock's milliseconds since 1970, and go on from the last one where the clock was set back.
 */
export class LedgerStamps {
  private next = 1;
  private last = 0;
  private taking: Promise<void> | undefined;
  private isOver = false;

  constructor(
    /** In the system scope. */
    private readonly sql: Pick<Sql, 'query'>,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Rejects with BackupFault `closed` when this worker is to write no more: another one may be writing. */
  readonly take = async (): Promise<number> => {
    while (this.next > this.last) await (this.taking ??= this.setAside().finally(() => (this.taking = undefined)));
    if (this.isOver) throw new BackupFault('closed', 'This worker writes no backups any more');
    return this.next++;
  };

  close(): void {
    this.isOver = true;
  }

  private async setAside(): Promise<void> {
    const [row] = await this.sql.query<{ last: number }>(SET_ASIDE, [this.clock(), SOME]);
    if (!row) throw new BackupFault('missing', 'The database has lost the row of backup_repository');
    [this.next, this.last] = [row.last - SOME + 1, row.last];
  }
}
