import type { SwitchboardIntegration } from '@parley/contracts';

/** A row of `switchboard_integrations`. */
export interface SwitchboardIntegrationRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly name: string;
  readonly integration_id: string;
  readonly integration_type: string;
  readonly deliver_standby_events: boolean;
  readonly next_switchboard_integration_id: string | null;
  readonly message_history_count: number | null;
}

/** The API's form of a switchboard integration; what is not set is absent. */
export const toSwitchboardIntegration = (row: SwitchboardIntegrationRow): SwitchboardIntegration => ({
  id: row.id,
  name: row.name,
  integrationId: row.integration_id,
  integrationType: row.integration_type,
  deliverStandbyEvents: row.deliver_standby_events,
  ...(row.next_switchboard_integration_id !== null && { nextSwitchboardIntegrationId: row.next_switchboard_integration_id }),
  ...(row.message_history_count !== null && { messageHistoryCount: row.message_history_count }),
});
