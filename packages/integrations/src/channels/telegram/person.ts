import type { ChannelPerson } from '@parley/contracts';
import { idOf, joined } from '../shape.js';
import type { From } from './update.js';

/** Longest name of a profile (openapi.yaml, `profile`). */
const LONGEST = 128;

/** Who an account is; in a private chat its id is the chat's too. Raises UnreadableEvent. */
export function personOf(from: From): ChannelPerson {
  const { first_name: givenName, last_name: surname, username, language_code: locale } = from;
  const externalId = idOf(from.id);
  return {
    externalId, displayName: joined([givenName, surname], ' ') || username || externalId,
    profile: { ...(givenName && { givenName: givenName.slice(0, LONGEST) }), ...(surname && { surname: surname.slice(0, LONGEST) }), ...(locale && { locale }) },
    raw: { ...from },
  };
}
