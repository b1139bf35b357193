import { mailAddress, type InboundEvent, type InboundReceipt } from '@parley/contracts';
import { ownMessageId } from '../../email/thread.js';
import { failureOf } from '../../outbox/fault-verdict.js';
import type { FaultClass } from '../vendor-fault.js';
import type { ToldEvent } from './told.js';

/** Why Mailgun does not send to somebody, by its own words: he is on one of its lists (Mailgun, "Suppressions"). */
const SUPPRESSED: Readonly<Record<string, FaultClass>> = {
  'suppress-bounce': 'recipient_invalid', 'suppress-unsubscribe': 'user_blocked', 'suppress-complaint': 'user_blocked', bounce: 'recipient_invalid',
  // Not delivered for hours, and given up.
  old: 'temporary',
};

/** What became of a mail. Other mails go through the domain too: of those that are none of ours only who wants no more of any is told. */
export function eventOf(told: ToldEvent, domain: string): readonly InboundEvent[] {
  const { event, messageId, severity } = told;
  const at = Math.round(told.timestamp * 1000);
  if (event === 'complained' || event === 'unsubscribed') {
    const externalId = mailAddress(told.recipient);
    return externalId === undefined ? [] : [{ kind: 'blocked', person: { externalId }, at }];
  }
  const externalId = `<${messageId ?? ''}>`;
  if (ownMessageId(externalId, domain) === undefined) return [];
  if (event === 'delivered') return [{ kind: 'delivered', externalId, at }];
  // What failed for the time being is tried again by Mailgun.
  return event === 'failed' && severity === 'permanent' ? [{ kind: 'failed', externalId, at, failure: failureOfMail(told) }] : [];
}

/** By the reason, else by the server's answer (RFC 5321, 4.2.3); its words are left out, they repeat what people wrote. */
function failureOfMail({ reason = '', code }: ToldEvent): InboundReceipt['failure'] {
  const faultClass = SUPPRESSED[reason] ?? (code === 552 || code === 554 ? 'content_rejected' : code !== undefined && code >= 550 && code < 600 ? 'recipient_invalid' : 'unknown');
  const failure = failureOf(faultClass, code === undefined ? undefined : String(code));
  // Mailgun knows the outcome; only why is not known here.
  return faultClass === 'unknown' ? { ...failure, code: 'not_delivered', message: `The mail could not be delivered${code === undefined ? '' : ` (${code})`}` } : failure;
}
