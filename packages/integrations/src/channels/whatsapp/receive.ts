import type { ChannelPerson, InboundEvent, InboundReferral } from '@parley/contracts';
import { UnreadableEvent, type Receiving } from '../channel.js';
import { isRecord } from '../shape.js';
import { contentOf } from './content.js';
import { faultOf } from './faults.js';
import type { Message, Referral, Status, Told, VendorError } from './notification.js';
import { infoOf, movedTo, personOf } from './person.js';
import { pressedOf } from './pressed.js';
import { receiptOf } from './receipt.js';
import { timeOf } from './time.js';

/** What tells of a number, not of something said. */
const OF_NUMBERS = ['system', 'request_welcome'];

/** What a message or a receipt means. What is said in a group is not said to the business. */
export async function receive(event: object, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const { status, error, ...told } = event as Partial<Told & { readonly status: Status; readonly error: VendorError }>;
  if (error !== undefined) {
    receiving.noteFault(faultOf(400, {}, error));
    return [];
  }
  if (status !== undefined) return [receiptOf(status) ?? []].flat();
  const { message } = told;
  if (!isRecord(message)) throw new UnreadableEvent('neither a message nor a status');
  const to = movedTo(message);
  if (to) return [{ kind: 'moved', person: personOf({ ...told, message }), to: { ...to, ...infoOf(to) }, at: timeOf(message.timestamp) }];
  if (message.group_id !== undefined || OF_NUMBERS.includes(message.type)) return [];
  const [person, at] = [personOf({ ...told, message }), timeOf(message.timestamp)];
  const said = await saidOf(message, { person, at }, receiving);
  // First the message: it begins the conversation, and an app that wants none begun by a referral alone keeps both.
  return message.referral ? [...said, { kind: 'start', person, at, referral: referralOf(message.referral) }] : said;
}

async function saidOf(message: Message, by: { readonly person: ChannelPerson; readonly at: number }, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const pressed = pressedOf(message);
  const quoted = message.context?.id ?? message.reaction?.message_id;
  const quote = quoted === undefined ? {} : { quotedExternalId: quoted };
  if (pressed) return [{ ...by, externalId: message.id, ...(pressed.kind === 'message' ? { ...quote, ...pressed } : pressed) }];
  const content = await contentOf(message, receiving);
  return content ? [{ kind: 'message', ...by, externalId: message.id, content, ...quote }] : [];
}

/** An advertisement's id names it; what it showed is not kept. */
function referralOf({ source_type: type, source_id: id, source_url: url, ctwa_clid: click }: Referral): InboundReferral {
  const adId = type === 'ad' ? id : undefined;
  return { code: click ?? id ?? url ?? '', details: { source: type === 'ad' ? 'ADS' : (type ?? '').toUpperCase(), type: 'OPEN-THREAD', ...(adId !== undefined && { adId }) } };
}
