import { hmac } from '../../signatures/web-crypto.js';

/** A notification as Meta calls with it: what is not ASCII is written as escapes, and the bytes are signed with the app's secret ("Validating payloads"), here by another implementation than ours. */
export async function signed(notification: object, secret: string): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly body: string }> {
  const body = JSON.stringify(notification).replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return { headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${(await hmac('SHA-256', secret, body)).toString('hex')}` }, body };
}
