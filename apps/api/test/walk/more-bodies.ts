import type { World } from './world.js';

const URL = 'https://example.org/a.png';
const says = (content: object) => ({ author: { type: 'business', displayName: 'Ada', avatarUrl: URL }, content });
const link = { type: 'link', text: 'Look', uri: 'https://example.org' };
const item = { title: 'Shoe', description: 'Red', mediaUrl: URL, mediaType: 'image/png', altText: 'A shoe', size: 'compact', actions: [link] };

/** Valid bodies beside those of the cases, for what these leave out, by operations. */
export const MORE_BODIES: Readonly<Record<string, (world: World) => readonly object[]>> = {
  PostMessage: () => [
    says({ type: 'text', text: 'Choose', actions: [
      link, { type: 'postback', text: 'Yes', payload: 'yes', metadata: { a: 1 } }, { type: 'reply', text: 'No', payload: 'no', iconUrl: URL }, { type: 'buy', text: 'Buy', amount: 100, currency: 'USD' },
      { type: 'locationRequest', text: 'Where?' }, { type: 'webview', text: 'Open', uri: 'https://example.org', fallback: 'https://example.org', size: 'tall' },
    ] }),
    says({ type: 'file', mediaUrl: URL, text: 'A file', altText: 'A file' }),
    says({ type: 'carousel', items: [item], displaySettings: { imageAspectRatio: 'square' } }),
    says({ type: 'list', items: [item], actions: [link] }),
    says({ type: 'form', blockChatInput: true, fields: [
      { type: 'text', name: 'name', label: 'Name', placeholder: 'Ada', minSize: 1, maxSize: 20 }, { type: 'email', name: 'email', label: 'E-mail', placeholder: 'ada@example.org' },
      { type: 'select', name: 'size', label: 'Size', placeholder: 'M', options: [{ name: 's', label: 'S' }], selectSize: 1 },
    ] }),
    says({ type: 'location', coordinates: { lat: 45.5, long: -73.5 }, location: { name: 'Office', address: '1 Street' } }),
  ],
  CreateIntegration: () => [
    { type: 'web', brandColor: '65758e', displayStyle: 'button', integrationOrder: ['x'], originWhitelist: ['https://example.org'], fixedIntroPane: false, prechatCapture: { enabled: true, fields: [{ type: 'text', name: 'n', label: 'N' }] } },
    { type: 'ios', certificate: 'eA==', password: 'p', production: true }, { type: 'android', projectId: 'p', clientEmail: 'a@example.org', privateKey: 'k' }, { type: 'unity' },
    { type: 'apple', businessId: 'b', apiSecret: 's', mspId: 'm' }, { type: 'instagram', pageAccessToken: 't', appId: 'a', appSecret: 's' },
    { type: 'messenger', pageAccessToken: 't', appId: 'a', appSecret: 's' }, { type: 'line', channelId: 'c', channelSecret: 's', channelAccessToken: 't' },
    { type: 'mailgun', apiKey: 'k', domain: 'example.org', incomingAddress: 'a@example.org' }, { type: 'messagebird', accessKey: 'k', signingKey: 's', originator: '15550001234' },
    { type: 'twilio', accountSid: 'a', authToken: 't', phoneNumberSid: 'p' }, { type: 'twitter', tier: 'enterprise', envName: 'e', consumerKey: 'k', consumerSecret: 's', accessTokenKey: 'k', accessTokenSecret: 's' },
    { type: 'telegram', token: '42:t' }, { type: 'viber', token: 't' }, { type: 'whatsapp', hsmFallbackLanguage: 'en_US' },
  ],
};
