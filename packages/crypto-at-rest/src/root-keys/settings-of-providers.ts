import type { ProviderName } from './root-key-provider.js';

const SETTINGS: Readonly<Partial<Record<ProviderName, string>>> = {
  file: 'PARLEY_ROOT_KEY_FILE',
  'aws-kms': 'PARLEY_KMS_KEY',
  pkcs11: 'PARLEY_PKCS11_MODULE',
};

/** The setting by which a kind of provider is configured; none for who is asked by hand. */
export const settingOf = (provider: ProviderName): string | undefined => SETTINGS[provider];
