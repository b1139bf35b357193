import type { RootKeyError } from './root-key-error.js';
import type { RootKeyProvider } from './root-key-provider.js';

/** Who may open the root keys of a database. */
export interface RootKeyAccess {
  readonly environment: string;
  /** Asked in this order. */
  readonly providers: readonly RootKeyProvider[];
  /** Why providers that the settings name are not among them: told when no other one opens the root key. */
  readonly faults: readonly RootKeyError[];
}
