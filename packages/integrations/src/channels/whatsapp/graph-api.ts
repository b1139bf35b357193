import { createHmac } from 'node:crypto';
import type { IntegrationSettings } from '../../integrations/settings.js';
import type { FormField } from '../multipart.js';
import type { JsonRequest, VendorCalls } from '../vendor-calls.js';
import { UnfitSetting } from '../vendor-fault.js';
import { faultOf } from './faults.js';

/** The version of the Graph API whose description our requests are judged by (test/emulator/whatsapp). */
export const VERSION = 'v23.0';

/** What an integration speaks to Meta with. */
export interface Access {
  readonly accessToken: string;
  readonly appSecret: string;
  /** The id of the business's phone number. */
  readonly phoneNumberId: string;
  /** The id of the WhatsApp business account. */
  readonly accountId: string;
}

/** Ids are put into paths as they are. */
const ID = /^\d{1,64}$/;

/** The token goes into a header as it is (RFC 6750, 2.1). */
const TOKEN = /^[\x21-\x7e]+$/;

/** Raises UnfitSetting where something is missing, or is not as Meta has it. */
export function accessOf({ accessToken, appSecret, phoneNumberId, accountId }: IntegrationSettings): Access {
  if (typeof accessToken !== 'string' || !TOKEN.test(accessToken)) throw new UnfitSetting('accessToken');
  if (typeof appSecret !== 'string') throw new UnfitSetting('appSecret');
  if (typeof phoneNumberId !== 'string' || !ID.test(phoneNumberId)) throw new UnfitSetting('phoneNumberId');
  if (typeof accountId !== 'string' || !ID.test(accountId)) throw new UnfitSetting('accountId');
  return { accessToken, appSecret, phoneNumberId, accountId };
}

/** What is asked of an object, beside the proof. */
export type GraphRequest = (JsonRequest | { readonly method: 'POST'; readonly form: readonly FormField[] }) & { readonly query?: Readonly<Record<string, string>> };

/** An object's call, with JSON or a form. Raises VendorFault. */
export async function callGraph(calls: VendorCalls, access: Access, path: string, request: GraphRequest): Promise<Record<string, unknown>> {
  const { accessToken, appSecret } = access;
  const { query, ...rest } = request;
  // Meta refuses the token where its app's secret is another (Graph API, "Securing requests"): so a wrong secret is found out when the integration is made.
  const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex');
  const target = `/${VERSION}/${path}?${new URLSearchParams({ ...query, appsecret_proof: proof }).toString()}`;
  const authorization = `Bearer ${accessToken}`;
  const { status, headers, json } = await ('form' in rest ? calls.form(target, { ...rest, authorization }) : calls.json(target, { ...rest, authorization }));
  const answer = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  if (status >= 200 && status < 300 && answer['error'] === undefined) return answer;
  throw faultOf(status, headers, answer['error']);
}
