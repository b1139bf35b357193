import { mailAddress, type ClientCreate, type MatchCriteria } from '@parley/contracts';
import { BadRequestErrors } from '@parley/kernel';
import { prepareContent } from '../messages/content/prepare-content.js';
import type { ClientDetails } from './client.row.js';

/** Why a link fails whose confirmation has to reach the user: nothing is connected that could. */
export const NOT_CONNECTED = { code: 'channel_not_connected', message: 'The channel of the integration is not connected: the user cannot be reached on it' };

/** Whether a link is valid by the caller's word alone: nothing is to be sent first, and nothing to be waited for (semantics §11). */
export const isDecided = ({ confirmation: { type, message } }: ClientCreate): boolean => type === 'immediate' && message === undefined;

/** What is known of the user on the channel by the criteria, in the form that all of its spellings share. */
export function detailsOf(criteria: MatchCriteria): Required<Pick<ClientDetails, 'externalId' | 'displayName'>> & ClientDetails {
  if (criteria.type === 'mailgun' || criteria.type === 'email') return { externalId: mailAddress(criteria.address) ?? criteria.address.toLowerCase(), displayName: criteria.address };
  const phoneNumber = criteria.phoneNumber.replaceAll(/[ -]/g, '');
  return { externalId: phoneNumber, displayName: criteria.phoneNumber, info: { phoneNumber } };
}

/** Raises bad_request, with titles that name the field, unless the confirmation's message follows the rules of its content. */
export function checkConfirmation({ confirmation: { message } }: ClientCreate): void {
  try {
    if (message) prepareContent(message.content);
  } catch (error) {
    if (error instanceof BadRequestErrors) throw new BadRequestErrors(error.titles.map((title) => `confirmation.message.${title}`));
    throw error;
  }
}
