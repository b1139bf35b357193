import type { App, AppWithSubdomain } from '@parley/contracts';
import { withDefaults } from './app-settings.js';
import type { AppRow } from './apps.queries.js';

export const toApp = (row: AppRow): App => ({
  id: row.id,
  displayName: row.display_name,
  settings: withDefaults(row.settings),
  metadata: row.metadata,
});

export const toAppWithSubdomain = (row: AppRow): AppWithSubdomain => ({ ...toApp(row), subdomain: row.subdomain });
