import type { Switchboard } from '@parley/contracts';

/** A row of `switchboards`. */
export interface SwitchboardRow {
  readonly [column: string]: unknown;
  readonly id: string;
  /** Whether it is in force: without a default it is not, however that went away. */
  readonly enabled: boolean;
  readonly default_switchboard_integration_id: string | null;
}

/** SQL of whether the switchboard `board` is in force. */
export const inForce = (board: string): string => `(${board}.enabled and ${board}.default_switchboard_integration_id is not null)`;

/** The API's form of a switchboard. */
export const toSwitchboard = ({ id, enabled, default_switchboard_integration_id: defaultId }: SwitchboardRow): Switchboard =>
  ({ id, enabled, ...(defaultId !== null && { defaultSwitchboardIntegrationId: defaultId }) });
