import { domainToASCII } from 'node:url';

/** RFC 5321, 4.5.3.1: the longest that a path can carry, without its brackets. */
const LONGEST = 254;

/** A mailbox's name and a domain, without what would need quotes or could end a header. */
const SHAPE = /^([^\s\p{C}@<>()[\]\\,;:"]{1,64})@([^\s\p{C}@<>()[\]\\,;:"]+)$/u;

/**
 * An e-mail address in the one form that all of its spellings share; undefined where it is none.
 * Domains have no case, and one in Unicode is the same as its ASCII form (RFC 5890). By RFC 5321 only the receiving server knows whether
 * a mailbox's name has case; none in use takes two that differ in it for two people. Tags (`ada+shop@`) belong to the name: they stay.
 */
export function mailAddress(text: string): string | undefined {
  const [, name, domain] = SHAPE.exec(text.trim()) ?? [];
  const ascii = domain === undefined ? '' : domainToASCII(domain);
  if (name === undefined || ascii === '') return undefined;
  const address = `${name.normalize('NFC').toLowerCase()}@${ascii}`;
  return Buffer.byteLength(address) <= LONGEST ? address : undefined;
}
