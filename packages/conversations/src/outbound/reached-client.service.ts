import { Injectable } from '@nestjs/common';
import { CryptoFault, Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { namesOfClient } from '../clients/client.address.js';
import { openDetails } from '../clients/client.mapper.js';
import type { ClientRow } from '../clients/client.row.js';
import type { ChannelIntegration } from '../inbound/channel.js';
import { FIND_REACHED } from './outbound.queries.js';
import { lastHeard } from './outgoing-thread.js';

/** Who is reached on a channel. */
export interface Reached extends ChannelIntegration {
  /** As the channel knows him. */
  readonly recipient: string;
  /** The channel's id of what he said last in the conversation; nothing where he has not said a word there. */
  readonly heard?: string;
}

/** Who would get a conversation's next message. */
@Injectable()
export class ReachedClient {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /** Nothing where it would go to no channel, or its person has blocked the business, or cannot be read any more. Raises `service_unavailable`. */
  async find(appId: AppId, conversationId: string): Promise<Reached | undefined> {
    const sql = this.db.app(appId);
    const [client] = await sql.query<ClientRow & Record<string, unknown>>(FIND_REACHED, [appId, conversationId]);
    if (!client || client.type === 'sdk' || client.integration_id === null) return undefined;
    const names = namesOfClient((await openDetails(this.keyring, sql, appId, [client])).get(client.id) ?? {});
    if (!names) return undefined;
    const channel = { integrationId: client.integration_id, type: client.type };
    const heard = await lastHeard(sql, this.keyring, appId, channel, { conversationId, clientId: client.id }).catch(unreadable);
    return { ...channel, recipient: names.externalId, ...(heard && { heard: heard.externalId }) };
  }
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof CryptoFault)) throw error;
}
