import type { Settings } from '@parley/kernel';
import { FileProvider } from './file/file-provider.js';
import { RootKeyError } from './root-key-error.js';
import type { RootKeyProvider } from './root-key-provider.js';

/** Who may open the root keys of a database. */
export interface RootKeyAccess {
  readonly environment: string;
  /** Asked in this order. */
  readonly providers: readonly RootKeyProvider[];
  /** Why providers that the settings name are not among them: told when no other one opens the root key. */
  readonly faults: readonly RootKeyError[];
}

/** The settings that say who keeps the root key. */
export type RootKeySettings = Pick<Settings, 'env' | 'rootKeyFile'>;

/** Every provider that the settings name. One that cannot be used is a fault, not an error: another may do. */
export async function rootKeyAccess({ env, rootKeyFile }: RootKeySettings): Promise<RootKeyAccess> {
  const [providers, faults]: [RootKeyProvider[], RootKeyError[]] = [[], []];
  const ways = [rootKeyFile !== undefined && (async () => FileProvider.open(rootKeyFile))];
  for (const open of ways) {
    if (open === false) continue;
    try {
      providers.push(await open());
    } catch (error) {
      if (!(error instanceof RootKeyError)) throw error;
      faults.push(error);
    }
  }
  return { environment: env, providers, faults };
}
