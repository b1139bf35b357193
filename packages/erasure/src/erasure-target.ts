import type { Database, Sql } from '@parley/persistence';
import type { Erasure, ErasureKind } from './erasure.js';

/** What the owner of the rows gives to whoever erases: one for each kind. */
export interface ErasureTarget {
  readonly kind: ErasureKind;
  /** Removes at most `limit` rows of what is erased, and answers how many: fewer only when none is left. May be repeated at any point. */
  purge(db: Database, erasure: Erasure, limit: number): Promise<number>;
  /** Shows again what was hidden, in a transaction of the app's scope. Raises AppError when it cannot be. */
  reveal(tx: Sql, erasure: Erasure): Promise<void>;
  /** Hides what an older copy of the database still shows, in a transaction of the app's scope, without an event. What is not there is hidden. */
  hideAgain(tx: Sql, erasure: Erasure): Promise<void>;
}
