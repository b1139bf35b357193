import type { App, AppWithSubdomain } from '@parley/contracts';
import { withDefaults } from './app-settings.js';
import type { AppRow } from './apps.queries.js';

/** An app as the API shows it, with every setting that was not set at its default. */
export const toApp = (row: AppRow): App => ({
  id: row.id,
  displayName: row.display_name,
  settings: withDefaults(row.settings),
  metadata: row.metadata,
});

/** The same with its subdomain, which GetApp alone shows (semantics §4). */
export const toAppWithSubdomain = (row: AppRow): AppWithSubdomain => ({ ...toApp(row), subdomain: row.subdomain });
