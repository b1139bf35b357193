import type { ScopedSql, Sql } from '@parley/persistence';
import { openRootKey } from './open.js';
import { recipientMac, type RecipientName } from './recipient-mac.js';
import { requireOpens } from './require-opens.js';
import type { RootKeyAccess } from './root-key-access.js';
import { RootKeyError } from './root-key-error.js';
import type { RootKeyProvider } from './root-key-provider.js';
import { deleteRecipient, lockRootKeys, putRecipient, rootKeyRows, type RecipientRow, type RootKeyRow } from './root-keys.queries.js';

/** Fewer than two, and one lost key is the loss of everything that is sealed. */
const LEAST = { production: 2, otherwise: 1 } as const;

export const leastRecipients = (environment: string): number => (environment === 'production' ? LEAST.production : LEAST.otherwise);

/** Raises RootKeyError, with the command that helps, where a root key has fewer recipients than the environment demands. */
export async function requireRecipients(sql: Sql, environment: string): Promise<void> {
  const least = leastRecipients(environment);
  if ((await rootKeyRows(sql)).some(({ recipients }) => recipients.length < least)) throw tooFew();
}

export const tooFew = (): RootKeyError =>
  new RootKeyError('too_few_recipients', 'The root key would be lost with one key, and production needs two that open it: parley keys recovery create makes the second');

/** Which of the other recipients go when a new one has come. */
export type Replaces = (other: RecipientName) => boolean;

/**
 * Wraps every root key in use for one more recipient, whom it asks to open them again before anything is written; then
 * takes away those that it replaces, in the same transaction. Content stays as it is, and so does what running processes have opened.
 * `record` puts it on the record there, last.
 * Raises RootKeyError where `access` does not open them, the new recipient fails, or too few would be left: then nothing has changed.
 */
export async function addRecipient(sql: ScopedSql, access: RootKeyAccess, provider: RootKeyProvider, replaces: Replaces = () => false, record?: (tx: Sql) => Promise<unknown>): Promise<void> {
  const { environment } = access;
  const rows = await rootKeyRows(sql);
  if (rows.length === 0) throw new RootKeyError('root_key_missing', 'The database has no root key');
  const made = new Map<string, RecipientRow>();
  for (const row of rows) made.set(row.id, await wrapFor(provider, row, access));
  await sql.transaction(async (tx) => {
    await lockRootKeys(tx);
    const now = await rootKeyRows(tx);
    for (const { id, recipients } of now) {
      const recipient = made.get(id);
      if (!recipient) throw new RootKeyError('root_key_foreign', 'A root key was made meanwhile: run the command again');
      await putRecipient(tx, id, recipient);
      const others = recipients.filter((other) => !isSame(other, recipient));
      const gone = others.filter(replaces);
      if (gone.length > 0 && others.length - gone.length + 1 < leastRecipients(environment)) throw tooFew();
      for (const each of gone) await deleteRecipient(tx, id, each);
    }
    await record?.(tx);
  });
}

const isSame = (one: RecipientName, other: RecipientName): boolean => one.provider === other.provider && one.recipient === other.recipient;

async function wrapFor(provider: RootKeyProvider, row: RootKeyRow, access: RootKeyAccess): Promise<RecipientRow> {
  const { key } = await openRootKey(row, access);
  try {
    const context = { rootKeyId: row.id, environment: access.environment };
    const wrapped = await provider.wrap(key, context);
    await requireOpens(provider, wrapped, key, context);
    const name = { provider: provider.name, recipient: provider.recipient };
    return { ...name, wrapped, mac: recipientMac(key, row.id, name) };
  } finally {
    key.fill(0);
  }
}
