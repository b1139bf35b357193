import { conversationOfAddress, replyAddress } from '../../email/reply-address.js';
import type { MailgunSettings } from './settings.js';

/** A conversation at an integration. */
interface Talk {
  readonly integrationId: string;
  readonly conversationId: string;
}

/**
 * Where a mail is answered to: the incoming address with the conversation's token. An address of the business's own (`fromAddress`) is
 * forwarded by servers that may know no tags: then, and where the route takes none, the address alone, and answers are known by what they answer.
 */
export const answeredAt = ({ address, incomingAddress, replyKey }: MailgunSettings, talk: Talk): string =>
  (address === incomingAddress && replyKey ? replyAddress(replyKey, address, talk) : undefined) ?? address;

/** The conversation whose token an address has. */
export const conversationAt = ({ replyKey }: MailgunSettings, integrationId: string, recipient: string | undefined): string | undefined =>
  replyKey && recipient !== undefined ? conversationOfAddress(replyKey, recipient, integrationId) : undefined;
