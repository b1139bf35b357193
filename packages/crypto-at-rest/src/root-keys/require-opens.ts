import { timingSafeEqual } from 'node:crypto';
import { RootKeyError } from './root-key-error.js';
import type { RootKeyContext, RootKeyProvider } from './root-key-provider.js';

/** Raises RootKeyError where a provider does not give back what it wrapped: nothing may rest under it. */
export async function requireOpens(provider: RootKeyProvider, wrapped: Buffer, key: Buffer, context: RootKeyContext): Promise<void> {
  const again = await provider.unwrap(wrapped, context);
  if (again.length !== key.length || !timingSafeEqual(again, key)) throw new RootKeyError('key_unusable', `${provider.setting} does not give back what it wrapped`);
  again.fill(0);
}
