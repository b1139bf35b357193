import { INTEGRATION_CONTRACTS, shown, type Integration, type IntegrationType } from '@parley/contracts';
import type { IntegrationSettings, SealedSettings } from './settings.js';

/** A row of `integrations` as the API's use cases read it. */
export interface IntegrationRow extends SealedSettings {
  readonly type: IntegrationType;
  readonly status: string;
  readonly display_name: string | null;
  readonly default_responder_id: string | null;
}

/** The API's form of an integration, by its type's contract: nothing write-only, defaults where nothing is set. Without what other packages know of it. */
export const toIntegration = ({ id, type, status, display_name: displayName }: IntegrationRow, settings: IntegrationSettings): Integration => ({
  ...shown(INTEGRATION_CONTRACTS[type].answer, { ...settings, id, type, status }),
  id, type, status, displayName,
});
