import { RootKeyError } from '../root-key-error.js';

/** Names of results (PKCS#11 2.40, 5.1) that a token gives for a ciphertext or a context that is not its own. */
const FOREIGN = new Set(['CKR_ENCRYPTED_DATA_INVALID', 'CKR_ENCRYPTED_DATA_LEN_RANGE', 'CKR_DATA_INVALID', 'CKR_GENERAL_ERROR', 'CKR_FUNCTION_FAILED']);
/** Whoever plugs the token in, or starts its service, mends these. */
const PASSING = new Set(['CKR_TOKEN_NOT_PRESENT', 'CKR_DEVICE_REMOVED', 'CKR_DEVICE_ERROR', 'CKR_SLOT_ID_INVALID']);

const nameOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'message' in error ? (/CKR_\w+/.exec(String(error.message))?.[0] ?? 'no result') : 'no result');

/** What the token answered to a step, as an error of ours: one line by the result's name. */
export function pkcs11Fault(cause: unknown, setting: string): RootKeyError {
  const name = nameOf(cause);
  if (PASSING.has(name)) return new RootKeyError('key_service_unreachable', `The PKCS#11 token does not answer (${name}): ${setting}`, { cause });
  return new RootKeyError('key_unusable', `The PKCS#11 token refuses (${name}): ${setting}`, { cause });
}

/** The same for opening what was wrapped. */
export function pkcs11OpeningFault(cause: unknown): RootKeyError {
  if (!FOREIGN.has(nameOf(cause))) return pkcs11Fault(cause, 'PARLEY_PKCS11_KEY_LABEL');
  return new RootKeyError('root_key_foreign', 'PARLEY_PKCS11_KEY_LABEL does not open the root key of this database: the wrapped key was changed, or is of another key or environment', { cause });
}
