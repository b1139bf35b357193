import { describe, expect, it } from '@jest/globals';
import { readBody, readUnion, shown } from '../fields/index.js';
import { fieldsOf } from '../fields/registry.js';
import { INTEGRATION_CONTRACTS, integrationUnion } from './integration-contracts.js';
import { INTEGRATION_TYPES, type IntegrationType } from './integration-types.js';

/** The least that makes one of each type. */
const LEAST: Readonly<Record<IntegrationType, object>> = {
  android: {},
  apple: { businessId: 'b', apiSecret: 's', mspId: 'm' },
  custom: { webhooks: [{ target: 'https://example.com/', triggers: [] }] },
  email: { smtpHost: 'smtp.example.org', imapHost: 'imap.example.org', imapUsername: 'a', imapPassword: 'p', fromAddress: 'a@example.org' },
  instagram: { pageAccessToken: 't', appId: 'a', appSecret: 's' },
  ios: {},
  line: {},
  mailgun: { apiKey: 'k', domain: 'example.org', incomingAddress: 'a@example.org' },
  messagebird: { accessKey: 'a', signingKey: 's', originator: '1' },
  messenger: { pageAccessToken: 't', appId: 'a', appSecret: 's' },
  telegram: { token: 't' },
  twilio: { accountSid: 'a', authToken: 't', phoneNumberSid: 'p' },
  twitter: { tier: 'enterprise', consumerKey: 'a', consumerSecret: 'b', accessTokenKey: 'c', accessTokenSecret: 'd' },
  unity: {},
  viber: { token: 't' },
  web: {},
  whatsapp: {},
};

const titlesOf = (body: object): readonly string[] => {
  const read = readUnion(integrationUnion('create'), body);
  return 'titles' in read ? read.titles : [];
};
const faults = (type: IntegrationType, given: object = {}) => titlesOf({ type, ...LEAST[type], ...given });

describe('a body of CreateIntegration', () => {
  it.each(INTEGRATION_TYPES)('%s: is made of what is required, and of nothing less', (type) => {
    expect(faults(type)).toEqual([]);
    for (const name of Object.keys(LEAST[type])) {
      if (name === 'phoneNumberSid') continue;
      expect(faults(type, { [name]: undefined })).toContainEqual(`${name} is required`);
    }
  });

  it.each<[string, object, string]>([
    ['no type', {}, 'type is required'],
    ['an unknown type', { type: 'slack' }, `type should be one of ${INTEGRATION_TYPES.join(', ')}`],
    ['a type that only objects have', { type: 'constructor' }, `type should be one of ${INTEGRATION_TYPES.join(', ')}`],
  ])('is refused with %s', (_, body, title) => {
    expect(titlesOf(body)).toEqual([title]);
  });

  it.each<[IntegrationType, string, object, string]>([
    ['apple', 'authenticationMessageSecret has at least 88 characters', { authenticationMessageSecret: 'x'.repeat(87) }, 'authenticationMessageSecret should have at least 88 characters'],
    ['email', 'fromAddress is an address', { fromAddress: 'the shop' }, 'fromAddress should be an e-mail address'],
    ['email', 'a host is no URL', { smtpHost: 'smtp://smtp.example.org' }, 'smtpHost should be a host name or an address'],
    ['email', 'a user has a password', { smtpUsername: 'a' }, 'smtpUsername should be given together with smtpPassword'],
    ['email', 'a port is one', { imapPort: 65_536 }, 'imapPort should be between 1 and 65535'],
    ['line', 'channelId and channelSecret may be left out, but only together', { channelId: '1' }, 'channelId should be given together with channelSecret'],
    ['line', 'the same the other way round', { channelSecret: '1' }, 'channelId should be given together with channelSecret'],
    ['mailgun', 'incomingAddress has the domain', { incomingAddress: 'a@other.org' }, 'incomingAddress should be an address in domain'],
    ['mailgun', 'a domain that only ends alike is another', { incomingAddress: 'a@my-example.org' }, 'incomingAddress should be an address in domain'],
    ['mailgun', 'a domain that is none has no address', { domain: 'a b', incomingAddress: 'x@a b' }, 'incomingAddress should be an address in domain'],
    ['mailgun', 'fromAddress is an address', { fromAddress: 'the shop' }, 'fromAddress should be an e-mail address'],
    ['messenger', 'pageId is a number', { pageId: '1' }, 'pageId should be a number'],
    ['twilio', 'phoneNumberSid or messagingServiceSid is given', { phoneNumberSid: undefined }, 'accountSid needs phoneNumberSid or messagingServiceSid beside it'],
    ['twitter', 'tier is enterprise', { tier: 'premium' }, 'tier should be enterprise'],
    ['web', 'a colour has 3 or 6 hexadecimal digits', { brandColor: '#0099ff' }, 'brandColor should be 3 or 6 hexadecimal digits'],
    ['web', 'displayStyle is button or tab', { displayStyle: 'bar' }, 'displayStyle should be one of button, tab'],
    ['web', 'an image’s URL runs nothing', { businessIconUrl: 'javascript:alert(1)' }, 'businessIconUrl should be an absolute http or https URL'],
    ['web', 'an origin has no path', { originWhitelist: ['https://example.com/'] }, 'originWhitelist[0] should be an origin: http or https, host and port, and nothing behind'],
    ['web', 'what is inside prechatCapture is checked', { prechatCapture: { fields: [{ type: 'text', name: 'n' }] } }, 'prechatCapture.fields[0].label is required'],
    ['whatsapp', 'an accessToken connects nothing by itself', { accessToken: 't', accountId: '1', phoneNumberId: '2', appSecret: 's' }, 'accessToken needs accountId, phoneNumberId, appSecret and verifyToken beside it'],
    ['whatsapp', 'phoneNumberId is Meta’s id of the number, not the number', { phoneNumberId: '+15550001234' }, 'phoneNumberId should be an id of digits'],
    ['whatsapp', 'displayName has at most 100 characters', { displayName: 'x'.repeat(101) }, 'displayName should be between 1 and 100 characters'],
  ])('%s: %s', (type, _rule, given, title) => {
    expect(faults(type, given)).toEqual([title]);
  });

  it.each<[IntegrationType, object]>([
    ['line', { channelId: '1', channelSecret: '2' }],
    ['mailgun', { domain: 'Example.org', incomingAddress: 'a@EXAMPLE.org' }], ['mailgun', { fromAddress: null }], ['mailgun', { fromAddress: 'shop@other.org' }],
    ['twilio', { phoneNumberSid: undefined, messagingServiceSid: 'm' }],
    ['whatsapp', { accessToken: 't', accountId: '1', phoneNumberId: '2', appSecret: 's', verifyToken: 'v' }],
    ['web', { brandColor: 'fff', conversationColor: 'A0b1C2', originWhitelist: ['https://example.com', 'http://localhost:3000'], buttonIconUrl: null }],
    ['email', { smtpHost: '2001:db8::1', imapHost: '192.0.2.1', smtpUsername: 'a', smtpPassword: 'b', smtpPort: 465, smtpSecure: true, fromName: null }],
  ])('%s: accepts %p', (type, given) => {
    expect(faults(type, given)).toEqual([]);
  });
});

describe('a body of UpdateIntegration', () => {
  const UPDATABLE: Readonly<Record<IntegrationType, readonly string[]>> = {
    android: ['projectId', 'clientEmail', 'privateKey', 'serverKey', 'senderId', 'canUserSeeConversationList', 'canUserCreateMoreConversations'],
    apple: ['authenticationMessageSecret'],
    custom: [],
    email: [
      'smtpHost', 'smtpPort', 'smtpSecure', 'smtpUsername', 'smtpPassword', 'imapHost', 'imapPort', 'imapSecure', 'imapUsername', 'imapPassword', 'imapMailbox', 'fromName', 'hideUnsubscribeLink',
    ],
    instagram: ['pageAccessToken', 'storyRepliesEnabled', 'storyMentionsEnabled'],
    ios: ['certificate', 'password', 'production', 'autoUpdateBadge', 'canUserSeeConversationList', 'canUserCreateMoreConversations'],
    line: [], mailgun: ['hideUnsubscribeLink', 'fromAddress', 'apiKey', 'signingKey'], messagebird: [], messenger: ['pageAccessToken'], telegram: ['token'], twilio: [], twitter: [],
    unity: ['canUserSeeConversationList', 'canUserCreateMoreConversations'],
    viber: [],
    web: [
      'brandColor', 'fixedIntroPane', 'conversationColor', 'actionColor', 'displayStyle', 'buttonIconUrl', 'buttonWidth', 'buttonHeight', 'integrationOrder', 'businessName',
      'businessIconUrl', 'backgroundImageUrl', 'originWhitelist', 'prechatCapture', 'canUserSeeConversationList', 'canUserCreateMoreConversations',
    ],
    whatsapp: ['hsmFallbackLanguage', 'accountId', 'accountManagementAccessToken', 'accessToken', 'appSecret', 'phoneNumberId', 'verifyToken'],
  };

  it.each(INTEGRATION_TYPES)('%s: may hold what the specification lets be updated, and the rest is ignored', (type) => {
    const common = type === 'custom' ? ['displayName'] : ['displayName', 'defaultResponderId', 'showAIDisclaimer'];
    const { update } = INTEGRATION_CONTRACTS[type];
    expect([...fieldsOf(update).keys()].toSorted()).toEqual([...common, ...UPDATABLE[type]].toSorted());
    expect(readBody(update, { type: 'other', status: 'error', id: 'x', domain: 'y' })).toEqual({ value: {} });
  });
});

describe('what is answered of an integration', () => {
  it.each(INTEGRATION_TYPES)('%s: nothing write-only, whatever is stored', (type) => {
    const { answer, create } = INTEGRATION_CONTRACTS[type];
    const stored = Object.fromEntries([...fieldsOf(create).keys()].map((name) => [name, `stored ${name}`]));
    const secret = [...fieldsOf(create)].filter(([, { writeOnly }]) => writeOnly).map(([name]) => name);
    const names = Object.keys(shown(answer, stored));
    expect(names.filter((name) => secret.includes(name))).toEqual([]);
    expect(names).toContain('type');
  });

  it('is a setting’s default where nothing is stored, inside of objects too', () => {
    expect(shown(INTEGRATION_CONTRACTS.web.answer, { brandColor: null, prechatCapture: { enabled: true } })).toEqual({
      showAIDisclaimer: true, canUserSeeConversationList: true, attachmentsEnabled: true, brandColor: '65758e', fixedIntroPane: false, conversationColor: '0099ff',
      actionColor: '0099ff', displayStyle: 'button', buttonWidth: '58', buttonHeight: '58', prechatCapture: { enabled: true, enableEmailLinking: false },
    });
  });
});
