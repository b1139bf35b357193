import { keyIdOf } from './jwt-header.js';

/** The key id that a header `Authorization` names, whether or not its credentials are right. */
export function presentedKey(authorization: string | undefined): string | undefined {
  const [scheme = '', value = ''] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() === 'bearer') return keyIdOf(value);
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString();
  return pair.includes(':') ? pair.slice(0, pair.indexOf(':')) : undefined;
}
