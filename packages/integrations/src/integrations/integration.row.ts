import { INTEGRATION_CONTRACTS, shown, type Integration, type IntegrationType } from '@parley/contracts';
import { lastErrorOf, type FaultColumns } from '../outbox/integration-fault.js';
import type { IntegrationSettings, SealedSettings } from './settings.js';

/** A row of `integrations` as the API's use cases read it. */
export interface IntegrationRow extends SealedSettings, FaultColumns {
  readonly type: IntegrationType;
  readonly status: string;
  readonly display_name: string | null;
  readonly default_responder_id: string | null;
}

/** What an answer has also where it is not set: required there (openapi.yaml, `messenger`). */
const SHOWN_UNSET: Partial<Record<IntegrationType, object>> = { messenger: { pageAccessToken: null } };

/** The API's form of an integration, by its type's contract: nothing write-only, defaults where nothing is set. Without what other packages know of it. */
export const toIntegration = (row: IntegrationRow, settings: IntegrationSettings): Integration => {
  const { id, type, status, display_name: displayName } = row;
  return {
    ...SHOWN_UNSET[type],
    ...shown(INTEGRATION_CONTRACTS[type].answer, { ...settings, id, type, status, lastError: lastErrorOf(row) }),
    id, type, status, displayName,
  };
};
