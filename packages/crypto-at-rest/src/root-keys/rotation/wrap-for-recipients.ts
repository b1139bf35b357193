import { openRootKey, unwrapChecked } from '../open.js';
import { isVouchedFor, recipientMac } from '../recipient-mac.js';
import { requireOpens } from '../require-opens.js';
import { wrapForRecovery } from '../recovery/recovery-recipient.js';
import type { RootKeyAccess } from '../root-key-access.js';
import { RootKeyError } from '../root-key-error.js';
import type { RecipientRow, RootKeyRow } from '../root-keys.queries.js';
import type { RootKey } from '../../keys/root-key.js';
import { settingOf } from '../settings-of-providers.js';

/**
 * Wraps a new root key for everybody who opens the present one. A recipient counts where its MAC is the root key's, or
 * where a provider that the settings name opens its row. Raises RootKeyError `recipient_unknown` for any other, who may
 * have been planted, and `recipient_unreachable` for one that nobody here can wrap for.
 */
export async function wrapForRecipients(row: RootKeyRow, next: RootKey, access: RootKeyAccess): Promise<RecipientRow[]> {
  const present = await openRootKey(row, access);
  try {
    const wrapped: RecipientRow[] = [];
    for (const recipient of row.recipients) wrapped.push(await wrapFor(recipient, row, present, next, access));
    return wrapped;
  } finally {
    present.key.fill(0);
  }
}

async function wrapFor(held: RecipientRow, row: RootKeyRow, present: RootKey, next: RootKey, { environment, providers }: RootKeyAccess): Promise<RecipientRow> {
  const context = { rootKeyId: next.id, environment };
  const vouched = isVouchedFor(present.key, row.id, held);
  const provider = providers.find(({ name, recipient }) => name === held.provider && recipient === held.recipient);
  const made = (wrapped: Buffer): RecipientRow => ({ provider: held.provider, recipient: held.recipient, wrapped, mac: recipientMac(next.key, next.id, held) });
  if (provider) {
    if (!vouched) (await unwrapChecked(row, provider, held.wrapped, environment)).fill(0);
    const wrapped = await provider.wrap(next.key, context);
    await requireOpens(provider, wrapped, next.key, context);
    return made(wrapped);
  }
  if (!vouched) throw unknown(held);
  if (held.provider === 'recovery') return made(await wrapForRecovery(held.recipient, next.key, context));
  throw new RootKeyError('recipient_unreachable', `The root key is wrapped for ${held.provider} too, which nothing names here: set ${settingOf(held.provider) ?? 'its settings'}, or take it away by parley keys migrate --remove-old`);
}

const unknown = ({ provider, recipient }: RecipientRow): RootKeyError =>
  new RootKeyError('recipient_unknown', provider === 'recovery'
    ? `Nobody vouches for the recovery key ${printable(recipient)} of the root key: parley keys recovery check, with that key, does; parley keys recovery create --replace ends it`
    : `Nobody vouches for a recipient of the root key by ${printable(provider)}: set ${settingOf(provider) ?? 'its settings'} where it is yours; parley keys migrate --remove-old ends it`);

/** A row that somebody may have planted says what he likes. */
const printable = (text: string): string => text.replaceAll(/[^\w:/.-]/g, '?').slice(0, 100);
