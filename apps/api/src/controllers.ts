import type { Type } from '@nestjs/common';
import { ActivitiesController } from './activities/activities.controller.js';
import { AppKeysController } from './app-keys/app-keys.controller.js';
import { AppsController } from './apps/apps.controller.js';
import { AttachmentsController } from './attachments/attachments.controller.js';
import { MediaController } from './attachments/media.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { ChannelRequestsController } from './channel-requests/channel-requests.controller.js';
import { ClientsController } from './clients/clients.controller.js';
import { LinkRequestsController } from './clients/link-requests.controller.js';
import { DevicesController } from './clients/devices.controller.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { HealthController } from './health/health.controller.js';
import { IntegrationKeysController } from './integration-keys/integration-keys.controller.js';
import { IntegrationsController } from './integrations/integrations.controller.js';
import { LegalHoldsController } from './legal-holds/legal-holds.controller.js';
import { MessageOriginalsController } from './messages/message-originals.controller.js';
import { MessagesController } from './messages/messages.controller.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { ParticipantsController } from './participants/participants.controller.js';
import { SwitchboardActionsController } from './switchboards/switchboard-actions.controller.js';
import { SwitchboardIntegrationsController } from './switchboards/switchboard-integrations.controller.js';
import { SwitchboardsController } from './switchboards/switchboards.controller.js';
import { UsersController } from './users/users.controller.js';
import { DeadDeliveriesController } from './webhooks/dead-deliveries.controller.js';
import { WebhookAttemptsController } from './webhooks/webhook-attempts.controller.js';
import { WebhookStateController } from './webhooks/webhook-state.controller.js';
import { WebhookSecretsController } from './webhooks/webhook-secrets.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

/** Every controller of the API, one a resource. A new resource adds its line here. */
export const CONTROLLERS: Type[] = [
  AppsController,
  AppKeysController,
  ActivitiesController,
  AttachmentsController,
  MediaController,
  ConversationsController,
  ChannelRequestsController,
  MessagesController,
  MessageOriginalsController,
  ParticipantsController,
  UsersController,
  ClientsController,
  DevicesController,
  LinkRequestsController,
  IntegrationsController,
  IntegrationKeysController,
  WebhooksController,
  WebhookSecretsController,
  SwitchboardsController,
  SwitchboardIntegrationsController,
  OAuthController,
  SwitchboardActionsController,
  WebhookStateController,
  WebhookAttemptsController,
  DeadDeliveriesController,
  AuditController,
  LegalHoldsController,
  HealthController,
];
