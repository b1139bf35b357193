import { EgressError } from './egress-error.js';

/** The longest URL that is called. */
export const MAX_TARGET_LENGTH = 2048;

/**
 * Reads a target: an absolute http or https URL without credentials. With `httpsOnly`, https.
 * Raises `bad_target`. WHATWG parsing has already turned `http://0x7f.1/` into 127.0.0.1 here.
 */
export function parseTarget(target: string, httpsOnly: boolean): URL {
  const url = target.length <= MAX_TARGET_LENGTH ? URL.parse(target) : null;
  if (url === null || !(httpsOnly ? ['https:'] : ['http:', 'https:']).includes(url.protocol)) throw new EgressError('bad_target');
  if (url.username !== '' || url.password !== '' || url.hostname === '') throw new EgressError('bad_target');
  return url;
}
