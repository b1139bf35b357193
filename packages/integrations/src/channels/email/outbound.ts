import { wallClock } from '@parley/kernel';
import { planMail, type MailPart } from '../../email/plan-mail.js';
import { replyAddress } from '../../email/reply-address.js';
import { messageIdOf } from '../../email/thread.js';
import type { Outbound, Part, Sending, Sent } from '../outbound.js';
import { emailSettings } from './settings.js';
import { unsubscribeAddress } from './unsubscribe.js';

/** A Message-ID that stays the same lets readers' programs show one where a server got a mail twice; nothing else keeps it from that. */
export const outbound: Outbound = {
  receipts: false, idempotent: false, threads: true, plan: planMail, send,
  // As by Mailgun: servers name no rate, and providers of mailboxes like it slow.
  rates: { overall: { perSecond: 10, burst: 50 } },
};

async function send(part: Part, { recipient, settings, calls, ...talk }: Sending): Promise<Sent> {
  const { smtp, from, domain, hideUnsubscribeLink, replyKey } = emailSettings(settings);
  const { id, blocks, thread, subject = `New message from ${from.name ?? from.address}` } = part as MailPart;
  // What writes mails is loaded with the first: commands and APIs write none.
  const [{ bodyOfBlocks }, { composeMail }, { withSession }] = [await import('../../email/mail-body.js'), await import('../../email/compose-mail.js'), await import('./smtp-pool.js')];
  const messageId = messageIdOf(id, domain);
  const unsubscribeUrl = hideUnsubscribeLink ? undefined : `mailto:${unsubscribeAddress(from.address)}?subject=unsubscribe`;
  const raw = await composeMail({
    from, to: { address: recipient }, replyTo: (replyKey && replyAddress(replyKey, from.address, talk)) ?? from.address, subject, messageId, at: wallClock(),
    body: bodyOfBlocks(blocks, unsubscribeUrl === undefined ? {} : { unsubscribeUrl }),
    ...(thread && { thread }), ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
  });
  await withSession(calls.sockets, smtp, domain, (session) => session.send({ from: from.address, to: recipient, raw }));
  return { externalIds: [messageId] };
}
