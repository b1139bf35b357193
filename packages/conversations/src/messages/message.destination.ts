import type { ConversationType, Destination } from '@parley/contracts';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { conversationNotFound, integrationNotFound, invalid } from '../conversations.errors.js';

const REACH = {
  name: 'message-destination',
  text: `
    select c.type,
      exists (select from integrations where app_id = $1 and id = $3) as integration_exists,
      exists (
        select from participants p join clients s on s.app_id = p.app_id and s.id = p.client_id
        where p.app_id = $1 and p.conversation_id = $2 and s.type = $4) as client_attached,
      (select i.status from participant_clients l join clients s on s.app_id = l.app_id and s.id = l.client_id
        join integrations i on i.app_id = s.app_id and i.id = s.integration_id
        where l.app_id = $1 and l.conversation_id = $2 and (s.integration_id = $3 or s.type = $4) order by l.used_at desc limit 1) as linked
    from conversations c where c.app_id = $1 and c.id = $2`,
};

interface Reach {
  readonly type: ConversationType;
  readonly integration_exists: boolean;
  readonly client_attached: boolean;
  /** The status of the integration of the client of a channel that is meant; null without one. */
  readonly linked: string | null;
}

/**
 * Personal conversations only (openapi.yaml, schema `destination`); `none` stores the message and delivers it to no channel.
 * A channel that is not connected takes no message: to accept one for it would pretend that it is sent.
 * Raises conversation_not_found, integration_not_found, bad_request.
 */
export async function checkDestination(sql: Sql, appId: AppId, conversationId: string, destination: Destination): Promise<void> {
  const { integrationId, integrationType } = destination;
  const [reach] = await sql.query<Reach & Record<string, unknown>>(REACH, [appId, conversationId, integrationId ?? null, integrationType ?? null]);
  if (!reach) throw conversationNotFound();
  if (reach.type !== 'personal') throw invalid('destination is only supported in a conversation of type personal');
  if (integrationType === 'none') return;
  if (integrationId !== undefined && !reach.integration_exists) throw integrationNotFound();
  if (reach.linked !== null && reach.linked !== 'active') throw invalid('destination: the integration is not connected to its channel');
  if (!reach.client_attached && reach.linked === null) throw invalid('destination: the user has no such client attached to the conversation');
}
