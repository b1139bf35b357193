import { READABLE_CONVERSATIONS } from '@parley/conversations/restoring';
import type { ReadableTable } from '@parley/crypto-at-rest';

/** How rows of `messages` are read, by whoever opens some of a restored database. */
export const READABLE_MESSAGES: ReadableTable = READABLE_CONVERSATIONS.find(({ table }) => table === 'messages') ?? { table: 'messages' };
