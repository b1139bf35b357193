import type { ChannelPerson } from '@parley/contracts';
import { UnreadableEvent } from '../channel.js';
import type { Status, Told } from './notification.js';

/** Longest name of a profile (openapi.yaml, `profile`). */
const LONGEST = 128;

/**
 * Who wrote, in one form: the telephone number as linking writes it (+15550001234), or Meta's business-scoped id where the number is
 * hidden behind a user name (US.13491208655302741918). Nothing where neither is told.
 */
export const addressOf = ({ message, contact }: Told): string | undefined => addressIn(contact?.wa_id ?? message.from, contact?.user_id ?? message.from_user_id);

/** Whom a status is of, in the same form. */
export const recipientOf = ({ recipient_id: phone, recipient_user_id: user }: Status): string | undefined => addressIn(phone, user);

function addressIn(phone: unknown, user: unknown): string | undefined {
  if (typeof phone === 'string' && phone !== '') return `+${phone.replace(/^\+/, '')}`;
  return typeof user === 'string' ? user : undefined;
}

/** Raises UnreadableEvent where nobody is named. */
export function personOf(told: Told): ChannelPerson {
  const externalId = addressOf(told);
  if (externalId === undefined) throw new UnreadableEvent('nobody wrote');
  const { name, username } = told.contact?.profile ?? {};
  const displayName = name || username || externalId;
  const [givenName, ...rest] = (name ?? '').trim().split(/\s+/);
  const surname = rest.join(' ');
  return {
    externalId, displayName,
    profile: { ...(givenName && { givenName: givenName.slice(0, LONGEST) }), ...(surname && { surname: surname.slice(0, LONGEST) }) },
    ...(externalId.startsWith('+') && { info: { phoneNumber: externalId } }),
    ...(told.contact && { raw: { ...told.contact } }),
  };
}
