import fc from 'fast-check';
import { newId } from '@parley/kernel';
import type { Vendors } from '../support/vendors.js';
import type { Words } from './generated-bodies.js';

export type Body = Readonly<Record<string, unknown>>;

const url = fc.webUrl({ validSchemes: ['https'], size: 'small' });
/** Fields, by their names, of which only the description says what they are. */
export const WORDS: Words = {
  signedUpAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2025-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
  // Once it is on it stays on, and two other settings need it.
  multiConvoEnabled: fc.constant(true),
  uri: url, fallback: url, iconUrl: url, buttonIconUrl: url, businessIconUrl: url, backgroundImageUrl: url, avatarUrl: url,
  // Agents and bots are told in answers only.
  subtypes: fc.constantFrom(['AI'], ['activity']),
  // At most one action of a message opens by itself.
  openOnReceive: fc.constant(false),
  // There is no name server here: a target is named by its address.
  target: fc.stringMatching(/^[a-z]{1,20}$/).map((path) => `http://127.0.0.1:9/${path}`),
  originWhitelist: fc.array(url.map((text) => new URL(text).origin), { maxLength: 3 }),
  // As BotFather gives them, and Meta.
  token: fc.option(fc.stringMatching(/^[0-9]{1,10}:[a-zA-Z0-9_-]{1,35}$/)), accessToken: fc.stringMatching(/^[a-zA-Z0-9]{1,40}$/),
  // Mailgun's address is one of its domain.
  domain: fc.constant('example.org'), incomingAddress: fc.stringMatching(/^[a-z]{1,20}@example\.org$/), fromAddress: fc.option(fc.stringMatching(/^[a-z]{1,20}@example\.org$/)),
};

const without = (body: Body, ...names: string[]): Body => Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
const object = (value: unknown): Body => value as Body;

/** These fields as the case has them: they name what is there. */
const named = (...names: string[]) => (body: Body, valid: Body): Body => ({ ...without(body, ...names), ...Object.fromEntries(names.flatMap((name) => (name in valid ? [[name, valid[name]]] : []))) });

/** A business has no user's fields, a user none of a business; a user is the case's own. */
function author(generated: unknown, valid: unknown): Body {
  const { userId, userExternalId, type } = object(valid);
  if (type === 'business') return { ...without(object(generated), 'userId', 'userExternalId', 'brandId'), type };
  return { ...without(object(generated), 'subtypes', 'userId', 'userExternalId', 'brandId'), type, ...(userId !== undefined && { userId }), ...(userExternalId !== undefined && { userExternalId }) };
}

const settings = (body: Body): Body => (body.settings ? { ...body, settings: { ...object(body.settings), multiConvoEnabled: true } } : body);

/** A user is named in one way; a user's own conversation has one participant. */
function participants(body: Body, valid: Body): Body {
  const [one] = (valid.participants ?? []) as Body[];
  const given = { subscribeSDKClient: true, ...object((body.participants as Body[] | undefined)?.[0]), ...without(one ?? {}, 'subscribeSDKClient') };
  return { ...body, participants: [without(given, one && 'userId' in one ? 'userExternalId' : 'userId')] };
}

/** A form's field has what its type has, and its sizes are in order. */
function field(given: Body, number: number): Body {
  const [least, most] = [given.minSize, given.maxSize].map(Number) as [number, number];
  const own = given.type === 'select' ? without(given, 'format', 'minSize', 'maxSize') : without(given, 'options', 'selectSize', ...(given.type === 'text' ? [] : ['format', 'minSize', 'maxSize']));
  const options = given.type === 'select' && { options: [{ name: 's', label: 'S' }, ...((given.options ?? []) as Body[])].map((option, nth) => ({ ...option, name: `o${nth}` })) };
  return { ...own, name: `f${number}`, ...options, ...(own.minSize !== undefined && own.maxSize !== undefined && { minSize: Math.min(least, most), maxSize: Math.max(least, most) }) };
}

/** Text is given in one form. */
const content = (given: Body): Body => ({ ...without(given, 'markdownText', 'attachmentId'), ...(given.type === 'form' && { fields: (given.fields as Body[]).map(field) }) });

const SENDABLE = ['text', 'image', 'file', 'carousel', 'list', 'form', 'location'];

/** What a schema cannot say of a body, by operations: made good in what was generated. Nothing where words forbid it altogether. */
export const AMENDED: Readonly<Record<string, (body: Body, valid: Body, vendors: Pick<Vendors, 'mailServers'>) => Body | undefined>> = {
  CreateApp: settings,
  UpdateApp: settings,
  PostActivity: (body, valid) => ({ ...body, author: author(body.author, valid.author), type: valid.type }),
  DeleteAttachment: named('mediaUrl'),
  CreateConversation: participants,
  // A destination is a client that the user has; form responses come from users, templates are WhatsApp's.
  PostMessage: (body, valid) => (SENDABLE.includes(String(object(body.content).type)) ? { ...without(body, 'destination', 'override'), author: author(body.author, valid.author), content: content(object(body.content)) } : undefined),
  JoinConversation: (body, valid) => ({ subscribeSDKClient: true, ...named('userId', 'userExternalId')(body, valid) }),
  LeaveConversation: named('userId', 'userExternalId', 'participantId'),
  // Which integration and which conversation: the case's. Only the business confirms, by a text or a picture.
  CreateClient: (body, valid) => ({
    ...body, matchCriteria: { ...object(valid.matchCriteria), ...('primary' in object(body.matchCriteria) && { primary: object(body.matchCriteria).primary }) },
    ...(body.confirmation !== undefined && { confirmation: { ...object(body.confirmation), message: { author: { type: 'business' }, content: { type: 'text', text: 'Hello' } } } }),
    ...(body.target !== undefined && { target: valid.target }),
  }),
  // LINE's two go together, and what connects WhatsApp; servers of mail are asked whether they let us in.
  CreateIntegration: (body, valid, { mailServers }) => ({ ...named('defaultResponderId')(body, valid), ...(body.type === 'email' && { ...mailServers, smtpSecure: false, smtpUsername: 'u', smtpPassword: 'p', imapSecure: true, imapMailbox: 'INBOX' }), ...(body.type === 'line' && { channelId: 'c', channelSecret: 's' }), ...(body.type === 'whatsapp' && 'accessToken' in body && { accountId: '1', phoneNumberId: '2', appSecret: 's', verifyToken: 'v' }) }),
  UpdateIntegration: named('defaultResponderId', 'type'),
  UpdateSwitchboard: named('defaultSwitchboardIntegrationId', 'enabled'),
  CreateSwitchboardIntegration: (body, valid) => ({ ...named('integrationId', 'integrationType', 'nextSwitchboardIntegrationId')(body, valid), name: newId() }),
  UpdateSwitchboardIntegration: named('integrationId', 'integrationType', 'nextSwitchboardIntegrationId'),
  PassControl: named('switchboardIntegration'),
  OfferControl: named('switchboardIntegration'),
};
