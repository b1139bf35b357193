import { configuredProviders, type RootKeySettings } from './configured-providers.js';
import { RootKeyError } from './root-key-error.js';
import type { RootKeyProvider } from './root-key-provider.js';

/** Who may open the root keys of a database. */
export interface RootKeyAccess {
  readonly environment: string;
  /** Asked in this order. */
  readonly providers: readonly RootKeyProvider[];
  /** Why providers that the settings name are not among them: told when no other one opens the root key. */
  readonly faults: readonly RootKeyError[];
  /** Told of each provider that failed, also where another one helped. */
  readonly failed?: (error: RootKeyError) => void;
}

/** Every provider that the settings name. One that cannot be used is a fault, not an error: another may do. */
export async function rootKeyAccess(settings: RootKeySettings): Promise<RootKeyAccess> {
  const [providers, faults]: [RootKeyProvider[], RootKeyError[]] = [[], []];
  for (const open of configuredProviders(settings)) {
    try {
      providers.push(await open());
    } catch (error) {
      if (!(error instanceof RootKeyError)) throw error;
      faults.push(error);
    }
  }
  return { environment: settings.env, providers, faults };
}
