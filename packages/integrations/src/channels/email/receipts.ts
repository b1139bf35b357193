import type { InboundReceipt } from '@parley/contracts';
import { bounceClass, type DeliveryReport } from '../../email/bounce.js';
import { failureOf } from '../../outbox/fault-verdict.js';

/** What delivery reports tell of mails of ours: that one arrived, or will not. One that is late may arrive still, and one that went on to a server without reports says no more. */
export const receiptsOf = (reports: readonly DeliveryReport[], at: number, isOwn: (messageId: string) => boolean): readonly InboundReceipt[] =>
  reports.flatMap((report): readonly InboundReceipt[] => {
    const { messageId, action } = report;
    if (messageId === undefined || !isOwn(messageId)) return [];
    if (action === 'delivered') return [{ kind: 'delivered', externalId: messageId, at }];
    return action === 'failed' ? [{ kind: 'failed', externalId: messageId, at, failure: failure(report) }] : [];
  });

/** A report that gives up is the last of a mail, whatever its status says of another attempt (RFC 3464, 2.3.3). Whom it did not reach may have no mailbox, but blocks nobody. */
function failure(report: DeliveryReport): NonNullable<InboundReceipt['failure']> {
  const told = bounceClass(report);
  const failed = failureOf(told === 'unknown' ? 'content_rejected' : told, report.status ?? report.smtpCode);
  return { ...failed, blocks: false };
}
