import type { IntegrationSettings } from '../../integrations/settings.js';
import type { Callback } from '../channel.js';
import type { VendorCalls } from '../vendor-calls.js';
import { callMailgun } from './mailgun-api.js';
import { mailgunSettings, type MailgunSettings } from './settings.js';

/** What is told of mails beside those that come in: one arrived, or did not and is not tried again; a person wants no more of them. */
const EVENTS = ['delivered', 'permanent_fail', 'complained', 'unsubscribed'] as const;

/**
 * Checks the key against the domain, has what comes to the incoming address kept for some days and told to the callback, and what
 * becomes of mails as well; what was made before is made to say the same. Raises VendorFault.
 */
export async function connect(settings: IntegrationSettings, calls: VendorCalls, { url }: Callback): Promise<IntegrationSettings> {
  const before = mailgunSettings(settings);
  const { apiKey, domain } = before;
  await callMailgun(calls, apiKey, `/v4/domains/${domain}`, { method: 'GET' });
  const kept = await routeAgain(before, calls, url);
  const routeId = kept ?? (await newRoute(before, calls, url));
  const isKnown = before.callbackUrl === url;
  try {
    await toldBy(before, calls, url, isKnown);
  } catch (error) {
    // A route of an integration that is not made would take others' mails. What was there before stays.
    if (kept === undefined) await disconnect({ ...settings, routeId, callbackUrl: isKnown ? undefined : url }, calls).catch(() => undefined);
    throw error;
  }
  return { ...(routeId !== undefined && { routeId }), callbackUrl: url, takesTags: true };
}

const routeForm = ({ incomingAddress }: MailgunSettings, url: string) => [
  ['priority', '0'], ['description', 'Parley: mails of customers'], ['expression', `match_recipient("${asExpression(incomingAddress)}")`],
  ['action', `store(notify="${url}")`], ['action', 'stop()'],
] as const;

/** Has the route that was made before say the same as a new one: two would tell of each mail twice, and none of those that come meanwhile. Nothing where there is none. */
async function routeAgain(before: MailgunSettings, calls: VendorCalls, url: string): Promise<string | undefined> {
  const { apiKey, routeId } = before;
  if (routeId === undefined) return undefined;
  const changed = await callMailgun(calls, apiKey, `/v3/routes/${encodeURIComponent(routeId)}`, { method: 'PUT', form: routeForm(before, url), also: [404] });
  return changed && routeId;
}

async function newRoute(before: MailgunSettings, calls: VendorCalls, url: string): Promise<string | undefined> {
  const created = await callMailgun(calls, before.apiKey, '/v3/routes', { method: 'POST', form: routeForm(before, url) });
  return (created?.['route'] as { readonly id?: string } | undefined)?.id;
}

/** Has events told to the callback; `isKnown`: it is told of some already. */
async function toldBy({ apiKey, domain }: MailgunSettings, calls: VendorCalls, url: string, isKnown: boolean): Promise<void> {
  const [path, form] = [`/v4/domains/${domain}/webhooks`, [['url', url], ...EVENTS.map((name) => ['event_types', name] as const)] as const];
  const changed = isKnown && (await callMailgun(calls, apiKey, path, { method: 'PUT', form, also: [404] }));
  if (!changed) await callMailgun(calls, apiKey, path, { method: 'POST', form });
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

/** Whose mails they are: another domain is never given to an integration that has one. */
export const accountOf = ({ apiKey, domain }: IntegrationSettings): string | undefined => (typeof apiKey === 'string' && typeof domain === 'string' ? domain : undefined);
