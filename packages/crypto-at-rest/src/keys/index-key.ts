import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { KEY_BYTES } from '../cells/data-key.js';

/** The key of one purpose's index, under a tenant's index key; for the caller to zero. */
export const indexKey = (index: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', index, '', `parley index ${purpose} v1`, KEY_BYTES));

/** What a value is found by under it, 32 bytes. */
export const valueIndex = (key: Buffer, value: string): Buffer => createHmac('sha256', createSecretKey(key)).update(value).digest();
