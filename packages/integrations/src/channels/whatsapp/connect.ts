import type { IntegrationSettings } from '../../integrations/settings.js';
import type { VendorCalls } from '../vendor-calls.js';
import { VendorFault } from '../vendor-fault.js';
import { accessOf, callGraph } from './graph-api.js';

/**
 * Asks for the business's number, which token, secret and id have to be right for, and has the account's events sent to the app
 * (Cloud API, phone numbers and subscribed_apps). Where the app sends them is set in Meta's dashboard. Raises VendorFault.
 */
export async function connect(settings: IntegrationSettings, calls: VendorCalls): Promise<IntegrationSettings> {
  const access = accessOf(settings);
  const { display_phone_number: shown } = await callGraph(calls, access, access.phoneNumberId, { method: 'GET', query: { fields: 'display_phone_number,verified_name' } }).catch(refused);
  await callGraph(calls, access, `${access.accountId}/subscribed_apps`, { method: 'POST' }).catch(refused);
  const phoneNumber = typeof shown === 'string' ? shown.replaceAll(/\D/g, '') : '';
  return phoneNumber === '' ? {} : { phoneNumber };
}

/** Has the account's events sent no more. Raises VendorFault. */
export async function disconnect(settings: IntegrationSettings, calls: VendorCalls): Promise<void> {
  const access = accessOf(settings);
  await callGraph(calls, access, `${access.accountId}/subscribed_apps`, { method: 'DELETE' });
}

/** The business account, whose events the app gets. */
export const accountOf = ({ accountId }: IntegrationSettings): string | undefined => (typeof accountId === 'string' ? accountId : undefined);

/** Here an object that is not there, or a proof that is wrong (code 100), is a matter of what the integration was given. */
function refused(error: unknown): never {
  if (error instanceof VendorFault && error.faultClass === 'content_rejected') throw new VendorFault('auth', error.code);
  throw error;
}
