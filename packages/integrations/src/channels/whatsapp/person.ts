import type { ChannelPerson } from '@parley/contracts';
import { UnreadableEvent } from '../channel.js';
import type { Told } from './notification.js';

/** Longest name of a profile (openapi.yaml, `profile`). */
const LONGEST = 128;

/**
 * Who wrote, in one form: the telephone number as linking writes it (+15550001234), or Meta's business-scoped id where the number is
 * hidden behind a user name (US.13491208655302741918). Nothing where neither is told.
 */
export function addressOf({ message, contact }: Told): string | undefined {
  const [phone, user]: readonly unknown[] = [contact?.wa_id ?? message.from, contact?.user_id ?? message.from_user_id];
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
