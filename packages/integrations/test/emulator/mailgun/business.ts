/** What a business has at Mailgun: all domains are its own. */
export const BUSINESS = { apiKey: 'key-1', signingKey: 'signing' } as const;
