import { wallClock } from '@parley/kernel';
import { attached } from '../../email/attached.js';
import { planMail, type MailPart } from '../../email/plan-mail.js';
import { replyAddress } from '../../email/reply-address.js';
import { messageIdOf } from '../../email/thread.js';
import type { Outbound, Part, Sending, Sent } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { inMemory } from './files-in-memory.js';
import { emailSettings } from './settings.js';
import { unsubscribeAddress } from './unsubscribe.js';

/** Of files in one mail: servers take 20 to 25 MB of a mail, in which a file is a third longer. */
const MOST_FILE_BYTES = 15 * 1024 * 1024;

/** A Message-ID that stays the same lets readers' programs show one where a server got a mail twice; nothing else keeps it from that. */
export const outbound: Outbound = {
  // A server that took a mail may give it back for days.
  receipts: true, idempotent: false, threads: true, plan: planMail, send,
  // As by Mailgun: servers name no rate, and providers of mailboxes like it slow.
  rates: { overall: { perSecond: 10, burst: 50 } },
};

async function send(part: Part, sending: Sending): Promise<Sent> {
  const mail = part as MailPart;
  try {
    return await sendWith(mail, sending, MOST_FILE_BYTES);
  } catch (error) {
    // It was not taken: the files' addresses are shorter.
    if (mail.stored && error instanceof VendorFault && (await import('./smtp-fault.js')).isTooLarge(error)) return sendWith(mail, sending, 0);
    throw error;
  }
}

/** With files of so many bytes at most; the others by their addresses. */
async function sendWith(mail: MailPart, { recipient, settings, calls, file, ...talk }: Sending, mostBytes: number): Promise<Sent> {
  const { smtp, from, domain, hideUnsubscribeLink, replyKey } = emailSettings(settings);
  const { id, thread, subject = `New message from ${from.name ?? from.address}` } = mail;
  // What writes mails is loaded with the first: commands and APIs write none.
  const [{ bodyOfBlocks }, { composeMail }, { withSession }] = [await import('../../email/mail-body.js'), await import('../../email/compose-mail.js'), await import('./smtp-pool.js')];
  const messageId = messageIdOf(id, domain);
  const unsubscribeUrl = hideUnsubscribeLink ? undefined : `mailto:${unsubscribeAddress(from.address)}?subject=unsubscribe`;
  const { blocks, files } = await attached(mail, file, mostBytes);
  await inMemory(files, async (contents) => {
    const raw = await composeMail({
      from, to: { address: recipient }, replyTo: (replyKey && replyAddress(replyKey, from.address, talk)) ?? from.address, subject, messageId, at: wallClock(),
      body: bodyOfBlocks(blocks, unsubscribeUrl === undefined ? {} : { unsubscribeUrl }), files: contents,
      ...(thread && { thread }), ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
    });
    await withSession(calls.sockets, smtp, domain, (session) => session.send({ from: from.address, to: recipient, raw }));
  });
  return { externalIds: [messageId] };
}
