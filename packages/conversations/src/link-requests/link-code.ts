import { randomBytes } from 'node:crypto';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** 192 bits: 32 characters that every channel's links take (Telegram's are the strictest: 64 of A-Z, a-z, 0-9, _ and -). */
const BYTES = 24;
const CODE = /^[\w-]{32}$/;

/** A code that nobody guesses. */
export const newLinkCode = (): string => randomBytes(BYTES).toString('base64url');

/** Whether something could be a code of ours. */
export const isLinkCode = (text: string): boolean => CODE.test(text);

/** A code as the database compares it: a blind index, another one for the same code at another integration. */
export const linkCodeIndex = (keyring: Keyring, sql: Sql, appId: AppId, integrationId: string, code: string): Promise<Buffer> =>
  keyring.index(sql, appId, 'link_code', `${integrationId} ${code}`);
