import type { Fault } from '../faults.js';

/** An error as the Graph API tells it (WhatsApp, "Error codes": "Error response syntax"). */
export const failure = (code: number, message: string, details?: string): object => ({
  error: { message, type: 'OAuthException', code, ...(details !== undefined && { error_data: { messaging_product: 'whatsapp', details } }), fbtrace_id: 'A1b2' },
});

const refused = (status: number, code: number, title: string, details?: string): Fault => ({ kind: 'answer', status, body: failure(code, `(#${code}) ${title}`, details) });

/** Rates that are reached have been answered with either; who sends goes by the code. */
type RateStatus = 400 | 429;

export const throughputReached = (status: RateStatus = 429): Fault => refused(status, 130_429, 'Rate limit hit', 'Message failed to send because there were too many messages sent from this phone number in a short period of time');
export const accountRateReached = (status: RateStatus = 429): Fault => refused(status, 80_007, 'Rate limit issues');
export const pairRateReached = (status: RateStatus = 429): Fault => refused(status, 131_056, '(Business Account, Consumer Account) pair rate limit hit');
export const windowClosed: Fault = refused(400, 131_047, 'Re-engagement message', 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.');
/** Also of a person who has blocked the business: Meta does not tell which. */
export const undeliverable: Fault = refused(400, 131_026, 'Message undeliverable');
export const noMarketing: Fault = refused(400, 131_050, 'User has stopped marketing messages');
export const tokenExpired: Fault = refused(401, 190, 'Access token has expired');
export const somethingWentWrong: Fault = refused(500, 131_000, 'Something went wrong');
export const serviceUnavailable: Fault = refused(503, 2, 'Service temporarily unavailable');
export const mediaUploadError: Fault = refused(400, 131_053, 'Media upload error');
