import { RootKeyError } from '../root-key-error.js';

/** What KMS calls a ciphertext of another key or another context. */
const FOREIGN = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);
/** Answers with 400 that pass by themselves. */
const PASSING = new Set(['KeyUnavailableException', 'ThrottlingException', 'LimitExceededException', 'DependencyTimeoutException', 'KMSInternalException']);
/** The SDK found no credentials anywhere, or what holds them does not answer. */
const NO_CREDENTIALS = 'CredentialsProviderError';

/** What the SDK threw, as an error of ours: one line by its name, without its message, which may name an account or an address. */
export function kmsFault(cause: unknown): RootKeyError {
  const { name, status } = described(cause);
  if (FOREIGN.has(name)) {
    return new RootKeyError('root_key_foreign', 'PARLEY_KMS_KEY does not open the root key of this database: the wrapped key was changed, or is of another key or environment', { cause });
  }
  if (name === NO_CREDENTIALS) {
    return new RootKeyError('key_unusable', 'There are no AWS credentials for PARLEY_KMS_KEY: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a role', { cause });
  }
  if (status === undefined || status >= 500 || PASSING.has(name)) {
    return new RootKeyError('key_service_unreachable', `AWS KMS does not answer (${name}): PARLEY_KMS_KEY, PARLEY_KMS_ENDPOINT`, { cause });
  }
  return new RootKeyError('key_unusable', `AWS KMS refuses the key of PARLEY_KMS_KEY (${name})`, { cause });
}

/** An answer that no KMS gives. */
export const noRootKeyInAnswer = (): RootKeyError =>
  new RootKeyError('key_unusable', 'What answers in place of AWS KMS gave no root key: PARLEY_KMS_ENDPOINT');

/** The error's name, or its code where the network failed; and the status, where there was an answer. */
function described(error: unknown): { name: string; status: number | undefined } {
  if (typeof error !== 'object' || error === null) return { name: 'no answer', status: undefined };
  const { name, code, $metadata: metadata } = error as { name?: string; code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = metadata?.httpStatusCode;
  return { name: status === undefined && typeof code === 'string' ? code : (name ?? 'no answer'), status };
}
