import type { Fault } from '../faults.js';

const refused = (code: number, description: string, parameters?: object): Fault => ({
  kind: 'answer', status: code, body: { ok: false, error_code: code, description, ...(parameters && { parameters }) },
});

/** Bot API, ResponseParameters: "the number of seconds left to wait before the request can be repeated". */
export const tooManyRequests = (seconds: number): Fault => refused(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
export const blockedByUser: Fault = refused(403, 'Forbidden: bot was blocked by the user');
export const chatNotFound: Fault = refused(400, 'Bad Request: chat not found');
export const unfetchable: Fault = refused(400, 'Bad Request: failed to get HTTP URL content');
export const unauthorized: Fault = refused(401, 'Unauthorized');
export const badGateway: Fault = { kind: 'page', status: 502 };
