import { mailAddress, TEXT_LENGTH, type ChannelPerson, type Content, type InboundEvent, type InboundThread } from '@parley/contracts';
import { addressParser } from 'postal-mime';
import { splitText } from '../../degradation/text/split-text.js';
import { automatic } from '../../email/automatic.js';
import { fileNameOf } from '../../email/file-names.js';
import { textOfHtml } from '../../email/html.js';
import { headerOf, type MailHeaders } from '../../email/mail.js';
import { originalOf } from '../../email/original.js';
import { oneLine, plainText } from '../../email/plain-text.js';
import { replyIn } from '../../email/reply.js';
import { answeredBy, messageIdsIn, ownMessageId } from '../../email/thread.js';
import { UnreadableEvent, type Receiving } from '../channel.js';
import { authorizationOf, callMailgun } from './mailgun-api.js';
import { eventOf } from './receipt.js';
import { conversationAt } from './reply-to.js';
import { mailgunSettings } from './settings.js';
import type { Told, ToldFile, ToldMail } from './told.js';

/** Mailgun takes mails up to this size. */
const MAX_BYTES = 25 * 1024 * 1024;
const MAX_FILES = 20;
/** Longest name of a profile (openapi.yaml, `profile`). */
const LONGEST_NAME = 128;

/** What a message of the API may have: its readers are made for that. */
const LONGEST_TEXT = { most: TEXT_LENGTH, unit: 'codePoints' } as const;

/** What Mailgun told comes to. What a machine wrote is not said to the business, and spam neither: a bot would answer it. */
export async function receive(event: object, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const told = event as Told;
  if (told.kind === 'mail') return ofMail(told, receiving);
  return eventOf(told, mailgunSettings(receiving.settings).domain);
}

async function ofMail(told: ToldMail, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const own = mailgunSettings(receiving.settings);
  const { apiKey, domain, incomingAddress, address } = own;
  const headers = headersOf(told['message-headers']);
  if (automatic(headers, (id) => ownMessageId(id, domain) !== undefined) || /^yes$/i.test(headerOf(headers, 'x-mailgun-sflag') ?? '')) return [];
  const messageId = messageIdsIn(headerOf(headers, 'message-id'))[0];
  const person = personOf(told.from);
  if (!person || messageId === undefined) throw new UnreadableEvent('a mail without a sender or a Message-ID');
  // The business itself, whose mails come back to it by some rule of forwarding.
  if ([incomingAddress, address].some((ours) => mailAddress(ours) === person.externalId)) return [];
  const contents = [...textsOf(told, headers), ...(await filesOf(told, receiving))];
  if (contents.length === 0) return [];
  // Who writes wants to hear again, whatever he unsubscribed from (semantics §10); Mailgun would send him nothing.
  await callMailgun(receiving.calls, apiKey, `/v3/${domain}/unsubscribes/${encodeURIComponent(person.externalId)}`, { method: 'DELETE', also: [404] });
  const at = atOf(headers, receiving.receivedAt);
  const thread = threadOf(told, headers, conversationAt(own, receiving.integrationId, told.recipient));
  return contents.map((content, index) => ({
    kind: 'message', person, at, externalId: index === 0 ? messageId : `${messageId}#${index + 1}`, content, thread,
    ...(index === 0 && { original: originalOf({ subject: told.subject, text: wholeOf(told), html: told['body-html'] }) }),
  }));
}

function personOf(from: string): ChannelPerson | undefined {
  const [one] = addressParser(from, { flatten: true });
  const externalId = one?.address === undefined ? undefined : mailAddress(one.address);
  if (externalId === undefined) return undefined;
  const name = oneLine(one?.name ?? '').slice(0, LONGEST_NAME);
  return { externalId, displayName: name || externalId, profile: { email: externalId, ...(name !== '' && { givenName: name }) } };
}

function threadOf({ subject }: ToldMail, headers: MailHeaders, conversationId: string | undefined): InboundThread {
  return { answers: answeredBy(headers), ...(conversationId !== undefined && { conversationId }), ...(oneLine(subject) !== '' && { subject: oneLine(subject) }) };
}

const wholeOf = (told: ToldMail): string => plainText(told['body-plain']) || textOfHtml(told['body-html'] ?? '');

/** What was written himself; a mail that begins something says its subject too. */
function textsOf(told: ToldMail, headers: MailHeaders): readonly Content[] {
  const isAnswer = headerOf(headers, 'in-reply-to') !== undefined;
  const text = [isAnswer ? '' : oneLine(told.subject), replyIn(wholeOf(told))].filter((part) => part !== '').join('\n\n');
  return splitText(text, LONGEST_TEXT).map((part) => ({ type: 'text', text: part }));
}

async function filesOf({ attachments }: ToldMail, { settings, file }: Receiving): Promise<readonly Content[]> {
  const authorization = authorizationOf(mailgunSettings(settings).apiKey);
  const contents: Content[] = [];
  for (const [index, { url, name, size, 'content-type': type = 'application/octet-stream' }] of toldFiles(attachments).entries()) {
    if ((size ?? 0) > MAX_BYTES) continue;
    const [mediaType] = type.toLowerCase().split(';', 1) as [string];
    const mediaUrl = await file({ path: pathOf(url), maxBytes: MAX_BYTES, mediaType, fileName: fileNameOf(name, mediaType, index), authorization });
    contents.push({ type: mediaType.startsWith('image/') ? 'image' : 'file', mediaUrl });
  }
  return contents;
}

/** Files lie on hosts of Mailgun's, which are asked with the key: no other is. */
function pathOf(url: string): string {
  const at = URL.parse(url);
  const isMailguns = at?.protocol === 'https:' && at.port === '' && at.username === '' && at.hostname.endsWith('.mailgun.net');
  if (!isMailguns) throw new UnreadableEvent('a file that is not at Mailgun');
  return url;
}

function toldFiles(json: string | undefined): readonly ToldFile[] {
  const list = json === undefined || json === '' ? [] : parsed(json);
  if (!Array.isArray(list) || list.length > MAX_FILES) throw new UnreadableEvent('files that are not as Mailgun lists them');
  return list.filter((one: unknown): one is ToldFile => typeof (one as ToldFile | null)?.url === 'string');
}

function headersOf(json: string): MailHeaders {
  const pairs = parsed(json);
  if (!Array.isArray(pairs)) throw new UnreadableEvent('headers that are not as Mailgun lists them');
  return pairs.flatMap((pair: unknown) => (Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string' ? [[pair[0].toLowerCase(), pair[1]] as const] : []));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** By the sender's clock, where it is not ahead of ours. */
function atOf(headers: MailHeaders, receivedAt: number): number {
  const at = Date.parse(headerOf(headers, 'date') ?? '');
  return Number.isFinite(at) && at <= receivedAt && at > 0 ? at : receivedAt;
}
