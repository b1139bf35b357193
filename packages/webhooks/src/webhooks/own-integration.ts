import type { RequestContext } from '@parley/kernel';
import { integrationNotFound, notOwnIntegration } from '../webhooks.errors.js';

/**
 * The integration a path means: `me` is the calling integration, and an integration reaches only itself
 * (semantics.md §1). Raises `forbidden`, and `integration_not_found` for `me` without a calling integration.
 */
export function ownIntegration({ principal }: RequestContext, integrationId: string): string {
  if (principal.scope !== 'integration') {
    if (integrationId === 'me') throw integrationNotFound();
    return integrationId;
  }
  if (integrationId !== 'me' && integrationId !== principal.integrationId) throw notOwnIntegration();
  return principal.integrationId ?? integrationId;
}
