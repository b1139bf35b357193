import type { InboundReceipt } from '@parley/contracts';
import { failureOf } from '../../outbox/fault-verdict.js';
import { classOf } from './faults.js';
import type { Status } from './notification.js';
import { timeOf } from './time.js';

/** What became of a message of ours; nothing of what the answer to the request has told (`sent`), and of states that nobody waits for. */
export function receiptOf({ id, status, timestamp, errors = [] }: Status): InboundReceipt | undefined {
  if (status === 'delivered' || status === 'read') return { kind: status, externalId: id, at: timeOf(timestamp) };
  if (status !== 'failed') return undefined;
  const code = errors[0]?.code;
  const known = typeof code === 'number' ? code : undefined;
  return { kind: 'failed', externalId: id, at: timeOf(timestamp), failure: failureOf(classOf(known), known === undefined ? undefined : String(known)) };
}
