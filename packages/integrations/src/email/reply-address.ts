import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of a conversation's id, and of its proof: 80 bits, of which each guess costs a mail. */
const [ID_BYTES, PROOF_BYTES] = [12, 10];
/** Both in base 36: mailboxes have no case. */
const TOKEN = /^[0-9a-z]{35}$/;
const LETTERS = 35;
/** RFC 5321, 4.5.3.1.1. */
const LONGEST_MAILBOX = 64;

/** What a token is for: it is worth nothing at another integration. */
export interface ReplyTo {
  readonly integrationId: string;
  /** 24 hexadecimal digits. */
  readonly conversationId: string;
}

/**
 * The address that a conversation's mails are answered to: `mailbox+token@domain`, which servers deliver to `mailbox@domain` (RFC 5233).
 * Nobody without the key makes one of another conversation. Nothing where the mailbox's name leaves no room.
 */
export function replyAddress(key: Buffer, address: string, replyTo: ReplyTo): string | undefined {
  const at = address.lastIndexOf('@');
  const mailbox = `${address.slice(0, at)}+${tokenOf(key, replyTo)}`;
  return mailbox.length > LONGEST_MAILBOX ? undefined : `${mailbox}${address.slice(at)}`;
}

/** The conversation that an address names; nothing where it has no token, or one that the key did not make. */
export function conversationOfAddress(key: Buffer, address: string, integrationId: string): string | undefined {
  const token = address.slice(0, Math.max(address.lastIndexOf('@'), 0)).split('+').at(-1)?.toLowerCase() ?? '';
  if (!TOKEN.test(token)) return undefined;
  const hex = [...token].reduce((value, letter) => value * 36n + BigInt(Number.parseInt(letter, 36)), 0n).toString(16).padStart(2 * (ID_BYTES + PROOF_BYTES), '0');
  const conversationId = hex.slice(0, 2 * ID_BYTES);
  const expected = tokenOf(key, { integrationId, conversationId });
  return timingSafeEqual(Buffer.from(token), Buffer.from(expected)) ? conversationId : undefined;
}

function tokenOf(key: Buffer, { integrationId, conversationId }: ReplyTo): string {
  const proof = createHmac('sha256', key).update(`mail reply address\0${integrationId}\0${conversationId}`).digest().subarray(0, PROOF_BYTES);
  return BigInt(`0x${conversationId}${proof.toString('hex')}`).toString(36).padStart(LETTERS, '0');
}
