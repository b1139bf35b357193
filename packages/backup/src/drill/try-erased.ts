import type { SealedItem } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { SampleParts } from './open-samples.js';

/** A conversation that was erased, whenever that was. */
export interface ErasedConversation {
  readonly app: string;
  readonly conversation: string;
}

/** What came of it. */
export interface TriedErased {
  /** Conversations whose messages are there. */
  readonly tried: number;
  /** Apps of those that somebody could read. */
  readonly readable: readonly string[];
}

/** Hidden or not. */
const MESSAGE = 'select * from messages where app_id = $1 and conversation_id = $2 and sealed_body is not null limit 1';

/**
 * Tries to open a message of each conversation that was erased and whose rows a restored database has again: what was erased
 * stays erased only if nobody can (issue 5, "Keys"). Raises `service_unavailable` when keys cannot be had.
 */
export async function tryErased({ database, keyring, messages }: SampleParts, erased: readonly ErasedConversation[]): Promise<TriedErased> {
  const cell = messages.cells?.['sealed_body'];
  if (!cell) throw new Error('Nobody says how messages are read');
  let tried = 0;
  const readable: string[] = [];
  for (const { app, conversation } of erased) {
    const tenant = asAppId(app);
    const sql = database.patient().app(tenant);
    const [row] = await sql.query<Record<string, unknown> & { readonly sealed_body: Buffer }>(MESSAGE, [app, conversation]);
    const of = row && cell(row);
    if (!of) continue;
    const item: SealedItem = { tenant, ...of, cell: row.sealed_body };
    const [opened] = await keyring.open(sql, [item]);
    tried += 1;
    if (opened?.ok) readable.push(app);
  }
  return { tried, readable };
}
