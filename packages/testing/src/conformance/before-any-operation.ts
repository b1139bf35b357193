import type { Exchange } from '../openapi/response-validator.js';

/**
 * What may happen before an operation is reached, whichever it is, as our document says in its description: credentials,
 * scope and plain HTTP (401, 403), a request that cannot be read (408, 413, 414, 415, 431), a rate that is used up (429), a
 * database that is away (503). A 500 is always a fault.
 */
const BEFORE_ANY = [401, 403, 408, 413, 414, 415, 429, 431, 503];
/** Where there is no operation: no such route, and a request line or a path that cannot be read. */
const INSTEAD_OF_ANY = [400, 404];

/** Whether an error need not stand with the operation that was asked for. */
export function mayComeBefore({ status, path }: Exchange, operation: string | undefined): boolean {
  return BEFORE_ANY.includes(status) || ((operation === undefined || !isReadable(path)) && INSTEAD_OF_ANY.includes(status));
}

/** Whether the escapes of a path mean text without control characters. */
function isReadable(path: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(path));
  } catch {
    return false;
  }
}
