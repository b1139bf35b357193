import type { IntegrationSettings } from '../../integrations/settings.js';
import type { Callback } from '../channel.js';
import type { VendorCalls } from '../vendor-calls.js';
import { callMailgun } from './mailgun-api.js';
import { mailgunSettings } from './settings.js';

/** What is told of mails beside those that come in: one arrived, or did not and is not tried again; a person wants no more of them. */
const EVENTS = ['delivered', 'permanent_fail', 'complained', 'unsubscribed'] as const;

/**
 * Checks the key against the domain, has what comes to the incoming address kept for some days and told to the callback, and what
 * becomes of mails as well. Raises VendorFault.
 */
export async function connect(settings: IntegrationSettings, calls: VendorCalls, { url }: Callback): Promise<IntegrationSettings> {
  const { apiKey, domain, incomingAddress } = mailgunSettings(settings);
  await callMailgun(calls, apiKey, `/v4/domains/${domain}`, { method: 'GET' });
  const created = await callMailgun(calls, apiKey, '/v3/routes', {
    method: 'POST',
    form: [
      ['priority', '0'], ['description', 'Parley: mails of customers'], ['expression', `match_recipient("${asExpression(incomingAddress)}")`],
      ['action', `store(notify="${url}")`], ['action', 'stop()'],
    ],
  });
  const routeId = (created?.['route'] as { readonly id?: string } | undefined)?.id;
  const connected = { ...(routeId !== undefined && { routeId }), callbackUrl: url, takesTags: true };
  try {
    await callMailgun(calls, apiKey, `/v4/domains/${domain}/webhooks`, { method: 'POST', form: [['url', url], ...EVENTS.map((name) => ['event_types', name] as const)] });
  } catch (error) {
    // A route of an integration that is not made would take others' mails.
    await disconnect({ ...settings, ...connected }, calls).catch(() => undefined);
    throw error;
  }
  return connected;
}

/** Mailgun matches by a regular expression, where a point is any letter. What is behind a `+` tells whose answer it is: the mailbox is the same. */
function asExpression(address: string): string {
  const quoted = address.replaceAll(/[.*+?${}|]/g, (letter) => `[${letter}]`);
  const at = quoted.lastIndexOf('@');
  return `^${quoted.slice(0, at)}([+][^@]*)?${quoted.slice(at)}$`;
}

/** Has nothing more told. What is gone already is not missed. Raises VendorFault. */
export async function disconnect(settings: IntegrationSettings, calls: VendorCalls): Promise<void> {
  const { apiKey, domain, routeId, callbackUrl } = mailgunSettings(settings);
  if (routeId !== undefined) await callMailgun(calls, apiKey, `/v3/routes/${encodeURIComponent(routeId)}`, { method: 'DELETE', also: [404] });
  if (callbackUrl !== undefined) await callMailgun(calls, apiKey, `/v4/domains/${domain}/webhooks?url=${encodeURIComponent(callbackUrl)}`, { method: 'DELETE', also: [404] });
}
