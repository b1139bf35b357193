import type { Integration } from '@parley/contracts';

/** A row of `integrations` as the API's use cases read it. */
export interface IntegrationRow {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly display_name: string | null;
}

/** The API's form of an integration, without what other packages know of it. */
export const toIntegration = (row: IntegrationRow): Integration => ({
  id: row.id,
  type: row.type,
  status: row.status,
  displayName: row.display_name,
});
