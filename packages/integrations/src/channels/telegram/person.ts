import type { ChannelPerson } from '@parley/contracts';
import type { From } from './update.js';

/** Longest name of a profile (openapi.yaml, `profile`). */
const LONGEST = 128;

/** Who an account is; in a private chat its id is the chat's too. */
export function personOf(from: From): ChannelPerson {
  const { id, first_name: givenName, last_name: surname, username, language_code: locale } = from;
  return {
    externalId: String(id),
    displayName: [givenName, surname].filter(Boolean).join(' ') || username || String(id),
    profile: { ...(givenName && { givenName: givenName.slice(0, LONGEST) }), ...(surname && { surname: surname.slice(0, LONGEST) }), ...(locale && { locale }) },
    raw: { ...from },
  };
}
