import type { Settings } from '@parley/kernel';
import { KmsProvider } from './aws-kms/kms-provider.js';
import { FileProvider } from './file/file-provider.js';
import { RootKeyError } from './root-key-error.js';
import type { RootKeyProvider } from './root-key-provider.js';
import { Pkcs11Provider } from './pkcs11/pkcs11-provider.js';
import { settingOf } from './settings-of-providers.js';

/** The settings that say who keeps the root key. */
export type RootKeySettings = Pick<Settings, 'env' | 'rootKeyFile' | 'kmsKey' | 'kmsEndpoint' | 'pkcs11Module' | 'pkcs11Token' | 'pkcs11KeyLabel' | 'pkcs11PinFile'>;

/** Who can be configured, nearest first: one that needs no other service opens the root key where several could. */
export const CONFIGURABLE = ['file', 'pkcs11', 'aws-kms'] as const;
export type Configurable = (typeof CONFIGURABLE)[number];

/** How each is opened, where the settings name it. */
const OPEN: Readonly<Record<Configurable, (settings: RootKeySettings) => (() => Promise<RootKeyProvider>) | undefined>> = {
  file: ({ rootKeyFile }) => rootKeyFile === undefined ? undefined : async () => FileProvider.open(rootKeyFile),
  pkcs11: ({ pkcs11Module: module, pkcs11Token: token, pkcs11KeyLabel: keyLabel, pkcs11PinFile: pinFile }) =>
    module === undefined || token === undefined || keyLabel === undefined || pinFile === undefined ? undefined : async () => new Pkcs11Provider({ module, token, keyLabel, pinFile }),
  'aws-kms': ({ kmsKey, kmsEndpoint }) => kmsKey === undefined ? undefined : async () => new KmsProvider(kmsKey, kmsEndpoint),
};

/** Those that the settings name, each to be opened. Opening raises RootKeyError when it cannot be used. */
export const configuredProviders = (settings: RootKeySettings): (() => Promise<RootKeyProvider>)[] =>
  CONFIGURABLE.flatMap((kind) => OPEN[kind](settings) ?? []);

/** Opens the provider of a kind. Raises RootKeyError when the settings do not name one, or it cannot be used. */
export async function configuredProvider(kind: Configurable, settings: RootKeySettings): Promise<RootKeyProvider> {
  const open = OPEN[kind](settings);
  if (!open) throw new RootKeyError('not_configured', `Nothing says which key to use: set ${settingOf(kind)}`);
  return open();
}
