import type { AcceptedDifference } from '../openapi/accepted.js';

/**
 * What answers and events break of the reference, and why that is meant: lines of `OpenApiValidator`, `*` stands for anything.
 * Each follows from a line of `ACCEPTED`, or from a fault of the reference (semantics.md 16).
 */
export const ACCEPTED_IN_ANSWERS: readonly AcceptedDifference[] = [
  { pattern: 'ListUsers 200 / must NOT have unevaluated properties {"unevaluatedProperty":"meta"}', reason: 'Every list of ours is paged; the reference forgets it of this one (fault 7).' },
  { pattern: 'ListUsers 200 / must NOT have unevaluated properties {"unevaluatedProperty":"links"}', reason: 'Every list of ours is paged; the reference forgets it of this one (fault 7).' },
  { pattern: '*Integration* 200 /integration* must NOT have fewer than 1 items {"limit":1}', reason: 'DeleteWebhook may take the last webhook of an integration.' },
  { pattern: '*Integration* /integration*/prechatCapture/fields/* must NOT have unevaluated properties {"unevaluatedProperty":"placeholder"}', reason: 'Its own example has it, its schema does not.' },
  { pattern: '*Integration* /integration* must NOT have unevaluated properties {"unevaluatedProperty":"phoneNumberId"}', reason: 'Which number at Meta WhatsApp is connected with (docs/decisions/0145).' },
  { pattern: '*Integration* /integration* must NOT have unevaluated properties {"unevaluatedProperty":"lastError"}', reason: 'What its channel refused last (docs/decisions/0154).' },
  { pattern: '*/type must be equal to one of the allowed values {"allowedValues":["apple","gbm",*', reason: 'A client of type `email`, which is ours (docs/decisions/0150): our own document holds the others to its list.' },
  { pattern: '*/source/client must be null {"type":"null"}', reason: 'The same client, where it may also be null: what else is wrong with one is told by a line of its own.' },
  { pattern: '*/source/client must match a schema in anyOf {}', reason: 'The same client, where it may also be null: what else is wrong with one is told by a line of its own.' },
  { pattern: 'conversation:message /payload/message/author must NOT have unevaluated properties {"unevaluatedProperty":"displayName"}', reason: 'Its own examples have it, its schema does not (fault 6).' },
  { pattern: 'conversation:message /payload/message/author must NOT have unevaluated properties {"unevaluatedProperty":"avatarUrl"}', reason: 'Its own examples have it, its schema does not (fault 6).' },
  { pattern: 'conversation:message /payload/message/author must NOT have unevaluated properties {"unevaluatedProperty":"subtypes"}', reason: 'Its schema `author` has it: a receiver has to tell an AI’s message from a person’s as well as a reader.' },
  { pattern: 'switchboard:*Control /payload must NOT have unevaluated properties {"unevaluatedProperty":"messageHistory"}', reason: 'messageHistoryCount says how many messages ride along; the payloads of the reference forget them (semantics.md 9).' },
];
