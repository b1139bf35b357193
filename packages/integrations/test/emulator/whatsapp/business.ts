/** What a business has at Meta. */
export const BUSINESS = { accessToken: 'EAAG-a-token', appSecret: 'the-app-secret', phoneNumberId: '106540352242922', accountId: '102290129340398' } as const;
