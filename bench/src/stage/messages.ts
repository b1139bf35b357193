const TEXT = 'Thank you for getting in touch. Your order left our warehouse this morning and should arrive within two working days; the carrier sends a link to follow it.';

/** A message of usual size from the business. */
export const businessMessage = (): string =>
  JSON.stringify({ author: { type: 'business', displayName: 'Shop' }, content: { type: 'text', text: TEXT }, metadata: { ticket: '4711' } });

/** The same from a participant. */
export const userMessage = (userId: string): string =>
  JSON.stringify({ author: { type: 'user', userId }, content: { type: 'text', text: TEXT }, metadata: { ticket: '4711' } });
