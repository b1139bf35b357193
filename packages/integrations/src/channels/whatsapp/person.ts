import type { ChannelPerson } from '@parley/contracts';
import { UnreadableEvent } from '../channel.js';
import type { Message, Status, Told } from './notification.js';

/** Longest name of a profile (openapi.yaml, `profile`). */
const LONGEST = 128;

type Names = Pick<ChannelPerson, 'externalId' | 'userId'>;

/**
 * How somebody is known: by the telephone number as linking writes it (+15550001234), or by Meta's business-scoped id alone where the
 * number is hidden behind a user name (US.13491208655302741918); that id is his `userId` wherever it is told. Nothing where neither is.
 */
export function namesOf(phone: unknown, user: unknown): Names | undefined {
  const [number, userId] = [isName(phone) ? `+${phone.replace(/^\+/, '')}` : undefined, isName(user) ? user : undefined];
  const externalId = number ?? userId;
  return externalId === undefined ? undefined : { externalId, ...(userId !== undefined && { userId }) };
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

const namesIn = ({ message, contact }: Told): Names | undefined => namesOf(contact?.wa_id ?? message.from, contact?.user_id ?? message.from_user_id);

/** Whom a message is of, for what is of one person to stay in order: the id that stays with him, where it is told; of who changes it, the new one. */
export function senderOf(told: Told): string | undefined {
  const names = movedTo(told.message) ?? namesIn(told);
  return names?.userId ?? names?.externalId;
}

/** Whom a status is of: as he was written to, where that is told. */
export const recipientOf = ({ recipient_id: phone, recipient_user_id: user }: Status): string | undefined => namesOf(phone, user)?.externalId;

/** Who somebody is from now on, where his number or his id has changed ("System messages webhook reference"). */
export function movedTo({ type, system }: Message): Names | undefined {
  return type === 'system' && MOVES.includes(system?.type ?? '') ? namesOf(system?.wa_id, system?.user_id) : undefined;
}

const MOVES = ['user_changed_number', 'user_changed_user_id'];

/** Raises UnreadableEvent where nobody is named. */
export function personOf(told: Told): ChannelPerson {
  const names = namesIn(told);
  if (!names) throw new UnreadableEvent('nobody wrote');
  const { externalId } = names;
  const { name, username } = told.contact?.profile ?? {};
  const displayName = name || username || externalId;
  const [givenName, ...rest] = (name ?? '').trim().split(/\s+/);
  const surname = rest.join(' ');
  return {
    ...names, displayName,
    profile: { ...(givenName && { givenName: givenName.slice(0, LONGEST) }), ...(surname && { surname: surname.slice(0, LONGEST) }) },
    ...infoOf(names),
    ...(told.contact && { raw: { ...told.contact } }),
  };
}

/** What is told of a number. */
export const infoOf = ({ externalId }: Names): Pick<ChannelPerson, 'info'> => (externalId.startsWith('+') ? { info: { phoneNumber: externalId } } : {});
