/** What a mail is sent to that says nothing but to hear no more (RFC 2369, 3.2): a tag of the sender's address, which servers deliver to it (RFC 5233). */
const TAG = 'unsubscribe';

/** Where somebody unsubscribes from the mails of an address. */
export const unsubscribeAddress = (address: string): string => {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+${TAG}${address.slice(at)}`;
};

/** Whether a mail to these addresses says so. */
export const isUnsubscribing = (recipients: readonly string[], address: string): boolean => recipients.includes(unsubscribeAddress(address));
