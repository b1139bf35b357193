import { Module } from '@nestjs/common';
import { ChannelConnections } from './channels/connections.service.js';
import { ChannelLinks } from './channels/links.service.js';
import { ChannelCallbacks } from './inbox/callbacks.service.js';
import { IntegrationUpdates } from './integrations/integration-updates.service.js';
import { IntegrationsService } from './integrations/integrations.service.js';
import { ChannelSignals } from './signals/channel-signals.service.js';

const SERVICES = [IntegrationsService, ChannelCallbacks, ChannelConnections, ChannelLinks, ChannelSignals, IntegrationUpdates];

/** Integrations. Needs the global `Database`, `WakeUp`, `Keyring`, `GuardedClient`, `SETTINGS` and `LOGGER`. */
@Module({ providers: SERVICES, exports: SERVICES })
export class IntegrationsModule {}
