import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

const HAND_OVER = { name: 'attachments-hand-over', text: 'update attachments set user_id = $3 where app_id = $1 and user_id = $2' };

/** Files in messages of one user live as long as another from now on: he wrote those messages. In the transaction that makes both one. */
export async function handOver(tx: Sql, appId: AppId, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  await tx.query(HAND_OVER, [appId, from, to]);
}
