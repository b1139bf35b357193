import type { ContentType, InboundEvent } from '@parley/contracts';
import { UnreadableEvent } from '../channels/channel.js';
import { isRecord } from '../channels/shape.js';

/** Whether something is as it has to be. */
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isName: Check = (value) => typeof value === 'string' && value !== '';
const isNumber: Check = (value) => Number.isFinite(value);
/** To the end of the year 9999, the last that a timestamp of the API can tell. */
const isTime: Check = (value) => typeof value === 'number' && value > 0 && value < 253_402_300_800_000;
const maybe = (check: Check): Check => (value) => value === undefined || check(value);
const all = (check: Check): Check => (value) => isRecord(value) && Object.values(value).every(check);
const shape = (fields: Readonly<Record<string, Check>>): Check => (value) => isRecord(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const NAMES = { externalId: isName, userId: maybe(isName), info: maybe(isRecord) };
const isPerson = shape({ ...NAMES, displayName: maybe(isText), avatarUrl: maybe(isText), profile: maybe(all(maybe(isText))), raw: maybe(isRecord) });

const FILE = shape({ mediaUrl: isName, text: maybe(isText), altText: maybe(isText), payload: maybe(isText) });
const PLACE = shape({ coordinates: shape({ lat: isNumber, long: isNumber }), location: maybe(all(maybe(isText))) });

/** Of the types that people's messages have. */
const CONTENTS: Readonly<Partial<Record<ContentType, Check>>> = {
  text: shape({ text: maybe(isText), htmlText: maybe(isText), markdownText: maybe(isText), payload: maybe(isText) }), image: FILE, file: FILE, location: PLACE,
};
const isContent: Check = (value) => isRecord(value) && (CONTENTS[value['type'] as ContentType] ?? isRecord)(value);

const RECEIPT = { externalId: isName, at: isTime };
const BY_PERSON = { person: isPerson, at: isTime };
/** Of channels on which a message says what it answers, and shows less than was written. */
const THREAD = shape({ conversationId: maybe(isText), answers: (value) => Array.isArray(value) && value.every(isName), subject: maybe(isText) });
const ORIGINAL = shape({ subject: maybe(isText), text: isText, html: maybe(isText) });
const REFERRAL = shape({ code: isText, details: maybe(all(maybe(isText))) });

const EVENTS: Readonly<Record<InboundEvent['kind'], Check>> = {
  message: shape({ ...BY_PERSON, externalId: isName, content: isContent, quotedExternalId: maybe(isName), thread: maybe(THREAD), original: maybe(ORIGINAL) }),
  postback: shape({ ...BY_PERSON, externalId: isName, payload: isText, title: maybe(isText) }),
  start: shape({ ...BY_PERSON, referral: maybe(REFERRAL) }),
  blocked: shape(BY_PERSON), unblocked: shape(BY_PERSON), moved: shape({ ...BY_PERSON, to: shape(NAMES) }),
  delivered: shape(RECEIPT), read: shape(RECEIPT), failed: shape(RECEIPT),
};

/** The event, whose types are what the compiler took a vendor's word for. Raises UnreadableEvent where one is not. */
export function wellFormed(event: InboundEvent): InboundEvent {
  if (!EVENTS[event.kind](event)) throw new UnreadableEvent(`a ${event.kind} of another shape than it has to have`);
  return event;
}
