import type { IntegrationSettings } from '../../integrations/settings.js';
import { UnfitSetting } from '../vendor-fault.js';

/** What the API has checked and kept (openapi.yaml, mailgun), and what connecting added. */
export interface MailgunSettings {
  readonly apiKey: string;
  /** What Mailgun signs with: a key of its own, or the API's. */
  readonly signingKey: string;
  readonly domain: string;
  readonly incomingAddress: string;
  /** Who mails are from, and answered to. */
  readonly address: string;
  readonly hideUnsubscribeLink: boolean;
  readonly routeId?: string;
  readonly callbackUrl?: string;
  /** With what reply addresses are signed; nothing where the route does not take them. */
  readonly replyKey?: Buffer;
}

/** Domains are put into paths, and addresses into the words of a route: nothing that means something there. */
const [DOMAIN, ADDRESS] = [/^[\w-]+(?:\.[\w-]+)+$/, /^[^\s"'\\()@^[\]]+@[\w-]+(?:\.[\w-]+)+$/];

/** The settings, in their own types. Raises UnfitSetting where they cannot be Mailgun's. */
export function mailgunSettings(settings: IntegrationSettings): MailgunSettings {
  const text = (name: string) => (typeof settings[name] === 'string' ? settings[name] : undefined);
  const [apiKey, domain, incomingAddress] = [text('apiKey'), text('domain'), text('incomingAddress')];
  const address = text('fromAddress') ?? incomingAddress;
  if (!apiKey) throw new UnfitSetting('apiKey');
  if (!domain || !DOMAIN.test(domain)) throw new UnfitSetting('domain');
  if (!incomingAddress || !ADDRESS.test(incomingAddress)) throw new UnfitSetting('incomingAddress');
  if (!address || !ADDRESS.test(address)) throw new UnfitSetting('fromAddress');
  return {
    apiKey, domain, incomingAddress, address, signingKey: text('signingKey') ?? apiKey, hideUnsubscribeLink: settings['hideUnsubscribeLink'] === true,
    routeId: text('routeId'), callbackUrl: text('callbackUrl'),
    ...(settings['takesTags'] === true && text('callbackSecret') !== undefined && { replyKey: Buffer.from(text('callbackSecret') ?? '') }),
  };
}
