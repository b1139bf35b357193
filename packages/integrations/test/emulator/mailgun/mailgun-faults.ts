import type { Fault } from '../faults.js';

const refused = (status: number, message: string, headers?: Readonly<Record<string, string>>): Fault => ({ kind: 'answer', status, body: { message }, headers });

/** A key of nobody: the description's answer is a word. */
export const forbidden: Fault = { kind: 'answer', status: 401, body: 'Forbidden' };
/** Of a domain that is not the key's. */
export const domainNotFound: Fault = refused(404, 'Domain not found');
/** The description has the seconds in words only. */
export const limitExceeded = (seconds: number): Fault => refused(429, `Domain shop.example is not allowed to send: account-requests-per-sec limit exceeded, try again after ${seconds} seconds`);
export const tooManyRequests = (seconds: number): Fault => refused(429, 'Too many requests', { 'retry-after': String(seconds) });
export const invalidRecipient: Fault = refused(400, 'to parameter is not a valid address. please check documentation');
export const tooLarge: Fault = { kind: 'page', status: 413 };
export const internalError: Fault = refused(500, 'Internal Server Error');
export const badGateway: Fault = { kind: 'page', status: 502 };
