import type { ErasedConversation } from '@parley/backup';
import type { KeyStore } from '@parley/crypto-at-rest';
import { ErasureLedger } from '@parley/erasure/restoring';

/** So many are tried, of the erasures that were asked for last. */
const TRIED = 200;
const CONVERSATION = 'conversation:';

/** Conversations that a key store says were erased, by themselves or with a user, the newest erasures first. */
export async function erasedConversations(store: KeyStore): Promise<ErasedConversation[]> {
  const ledger = new ErasureLedger(store);
  const found: ErasedConversation[] = [];
  // Ids begin with their time.
  for (const id of (await ledger.ids()).sort().toReversed()) {
    const entry = await ledger.entry(id);
    for (const { subject } of entry?.subjects ?? []) if (subject.startsWith(CONVERSATION)) found.push({ app: entry?.appId ?? '', conversation: subject.slice(CONVERSATION.length) });
    if (found.length >= TRIED) break;
  }
  return found.slice(0, TRIED);
}
