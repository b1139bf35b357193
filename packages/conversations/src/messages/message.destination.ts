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
        where p.app_id = $1 and p.conversation_id = $2 and s.type = $4) as client_attached
    from conversations c where c.app_id = $1 and c.id = $2`,
};

interface Reach {
  readonly type: ConversationType;
  readonly integration_exists: boolean;
  readonly client_attached: boolean;
}

/**
 * Personal conversations only (openapi.yaml, schema `destination`); `none` stores the message and delivers it to no channel.
 * No client refers to an integration yet, so one that exists has no client here.
 * Raises conversation_not_found, integration_not_found, bad_request.
 */
export async function checkDestination(sql: Sql, appId: AppId, conversationId: string, destination: Destination): Promise<void> {
  const { integrationId, integrationType } = destination;
  const [reach] = await sql.query<Reach & Record<string, unknown>>(REACH, [appId, conversationId, integrationId ?? null, integrationType ?? null]);
  if (!reach) throw conversationNotFound();
  if (reach.type !== 'personal') throw invalid('destination is only supported in a conversation of type personal');
  if (integrationType === 'none') return;
  if (integrationId !== undefined && !reach.integration_exists) throw integrationNotFound();
  if (!reach.client_attached) throw invalid('destination: the user has no such client attached to the conversation');
}
