import { READABLE_CONVERSATIONS } from '@parley/conversations';
import type { ReadableTable } from '@parley/crypto-at-rest';
import type { Migration } from '@parley/persistence';
import { MIGRATIONS } from './migrations.js';

/** How rows of `messages` are read, by whoever opens some of a restored database. */
export const READABLE_MESSAGES: ReadableTable = READABLE_CONVERSATIONS.find(({ table }) => table === 'messages') ?? { table: 'messages' };

/** The migrations that had run where `newest` was the newest: each bears its time at its name's end. Nothing where this version does not know it. */
export function migrationsUntil(newest: string): Migration[] | undefined {
  const time = (name: string): number => Number(name.slice(-13));
  return MIGRATIONS.some(({ name }) => name === newest) ? MIGRATIONS.filter(({ name }) => time(name) <= time(newest)) : undefined;
}
