import { isId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { integrationNotFound, invalid } from '../conversations.errors.js';
import { LINKED } from './switchboard-integrations.queries.js';

interface Linked {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly type: string;
}

/** Business systems are integrations of this type; a channel answers nobody (openapi.yaml, switchboardIntegrationCreateBody). */
const CUSTOM = 'custom';

/**
 * The integration that a body means, by its id or by its type. Raises integration_not_found; bad_request for a channel, and for a
 * type of which the app has several.
 */
export async function linkedIntegration(
  tx: Sql, appId: AppId, { integrationId, integrationType }: { readonly integrationId?: string; readonly integrationType?: string },
): Promise<Linked> {
  const asked = integrationId === undefined || isId(integrationId);
  const rows = asked ? await tx.query<Linked>(LINKED, [appId, integrationId ?? null, integrationType ?? null]) : [];
  const [linked] = rows;
  if (!linked) throw integrationNotFound();
  if (linked.type !== CUSTOM) throw invalid(`${integrationId === undefined ? 'integrationType' : 'integrationId'} should be of an integration of type ${CUSTOM}`);
  if (rows.length > 1) throw invalid('integrationType is ambiguous: the app has several integrations of this type; give integrationId');
  return linked;
}
