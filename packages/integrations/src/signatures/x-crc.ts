import { createHmac } from 'node:crypto';

/** What X wants to hear when it asks whether an endpoint knows the secret (`GET ?crc_token=`), when a webhook is made and hourly since ("Securing webhooks"). */
export function answerCrc(crcToken: string, secret: string): { readonly response_token: string } {
  return { response_token: `sha256=${createHmac('sha256', secret).update(crcToken).digest('base64')}` };
}
