import type { Sql } from './database.js';

const SEE_HIDDEN = { name: 'see-hidden', text: "select set_config('parley.hidden', 'seen', true)" };

/**
 * From here to its end a transaction also sees and writes its app's rows that wait for their erasure (`appRowsUnlessHidden`).
 * To hide a row needs it too: PostgreSQL wants a changed row to stay visible to who changed it.
 */
export async function seeHidden(tx: Sql): Promise<void> {
  await tx.query(SEE_HIDDEN);
}
