import { Injectable } from '@nestjs/common';
import type { Integration } from '@parley/contracts';
import { AppError, type RequestContext } from '@parley/kernel';
import { WakeUp, type Sql } from '@parley/persistence';
import { ChannelConnections } from '../channels/connections.service.js';
import { IntegrationsService, type Changes } from './integrations.service.js';

/** Changes integrations, and has those whose credentials are replaced connected again before anything is stored. */
@Injectable()
export class IntegrationUpdates {
  constructor(
    private readonly integrations: IntegrationsService,
    private readonly connections: ChannelConnections,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Raises as the integrations' own update; bad_request naming the credentials that the vendor refuses, service_unavailable where it does not answer. */
  async update(ctx: RequestContext, integrationId: string, body: unknown, check: (tx: Sql, changes: Changes) => Promise<void>): Promise<Integration> {
    const draft = await this.integrations.draftedUpdate(ctx, integrationId, body);
    const connected = await this.connections.reconnect(ctx.appId, integrationId, draft);
    if (!connected) return this.integrations.update(ctx, integrationId, body, check);
    const { type, before, after } = draft;
    const integration = await this.integrations.update(ctx, integrationId, body, check, { draft, connected }).catch(async (error: unknown) => {
      // Whom nobody spoke for until now shall not go on calling.
      if (connected.isAnother || isGone(error)) await this.connections.disconnect(type, { ...after, ...connected.settings });
      throw error;
    });
    this.wakeUp.signal();
    if (connected.isAnother) await this.connections.disconnect(type, before);
    return integration;
  }
}

const isGone = (error: unknown): boolean => error instanceof AppError && error.code === 'integration_not_found';
