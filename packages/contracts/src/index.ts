export {
  ArrayField, BooleanField, EnumArrayField, EnumField, IdField, IntegerField, JsonField, MetadataField,
  NumberField, ObjectField, StringArrayField, StringField, TimestampField, UnionArrayField, UnionField, codePoints, isTimestamp,
  readBody, readUnion, shown, unionSchema, validationTitles,
  type ArrayOptions, type Contract, type FieldOptions, type MetadataOptions, type NumberOptions, type Read, type StringOptions, type Union,
} from './fields/index.js';
export { ApiError, ErrorResponse } from './common/error-response.js';
export { AuditActor, AuditEntry, AuditEntryListResponse, AuditTarget } from './audit/audit-entry.js';
export { LEGAL_HOLD_TYPES, LegalHold, LegalHoldListResponse, LegalHoldPlaceBody, LegalHoldResponse, LegalHoldTarget, type LegalHoldType } from './legal-holds/legal-hold.js';
export { Links, Meta } from './common/page.js';
export { ConversationCreateBody, ConversationUpdateBody } from './conversations/conversation-bodies.js';
export { ConversationListResponse, ConversationResponse } from './conversations/conversation-responses.js';
export { CONVERSATION_TYPES, Conversation, ConversationTruncated, type ConversationType } from './conversations/conversation.js';
export { ParticipantJoinBody, ParticipantLeaveBody, ParticipantSubSchema } from './participants/participant-bodies.js';
export { ParticipantResponse } from './participants/participant-response.js';
export { CLIENT_TYPES, ClientAssociation, Participant, ParticipantListResponse, type ClientType } from './participants/participant.js';
export { CLIENT_STATUSES, Client, ClientListResponse, ClientResponse, type ClientStatus } from './clients/client.js';
export { CONFIRMATION_TYPES, ClientCreate, ClientTarget, Confirmation, type ConfirmationType } from './clients/client-create.js';
export { LinkRequest, LinkRequestCreateBody, LinkRequestResponse } from './clients/link-request.js';
export { DEVICE_STATUSES, DEVICE_TYPES, Device, DeviceListResponse, DeviceResponse, type DeviceStatus, type DeviceType } from './clients/device.js';
export { mailAddress } from './clients/mail-address.js';
export { EmailCriteria, MailgunCriteria, MessagebirdCriteria, TwilioCriteria, WhatsappCriteria, type MatchCriteria } from './clients/match-criteria.js';
export { Profile } from './users/profile.js';
export type {
  ChannelPerson, InboundAct, InboundBlocking, InboundEvent, InboundMessage, InboundMove, InboundOriginal, InboundPostback, InboundReceipt, InboundReferral, InboundStart, InboundThread,
} from './channels/inbound-event.js';
export { isReceipt } from './channels/inbound-event.js';
export { SyncUserBody } from './users/sync-user-body.js';
export { UserCreateBody, UserUpdateBody } from './users/user-bodies.js';
export { UserListResponse, UserResponse } from './users/user-responses.js';
export { Identity, User, UserTruncated } from './users/user.js';
export { AppKey, AppKeyCreateBody, AppKeyListResponse, AppKeyResponse } from './app-keys/app-key.js';
export { AppCreateBody, AppUpdateBody } from './apps/app-bodies.js';
export { AppListResponse, AppResponse, AppResponseWithSubdomain } from './apps/app-responses.js';
export { AppSettings } from './apps/app-settings.js';
export { App, AppWithSubdomain } from './apps/app.js';
export {
  INTEGRATION_CONTRACTS, INTEGRATION_STATUSES, INTEGRATION_TYPES, IntegrationApiKey, IntegrationApiKeyCreateBody,
  type DefaultResponder, IntegrationApiKeyListResponse, IntegrationApiKeyResponse, IntegrationListResponse, IntegrationResponse, integrationUnion,
  type Integration, type IntegrationCreateBody, type IntegrationError, type IntegrationType,
} from './integrations/index.js';
export {
  ATTEMPT_RESULTS, DeadDelivery, DeadDeliveryListResponse, DeadDeliveryResponse, SECRET_OVERLAP, WEBHOOK_STATUSES, WEBHOOK_TRIGGERS, Webhook, WebhookAttempt,
  WebhookAttemptListResponse, WebhookBody, WebhookCreateBody, WebhookListResponse, WebhookReplay, WebhookReplayBody, WebhookReplayResponse, WebhookResponse,
  WebhookSecretResponse, WebhookSecretRotateBody, WebhookState, WebhookStateResponse, type WebhookTrigger,
} from './webhooks/index.js';
export {
  AcceptControlBody, OfferControlBody, PassControlBody, ReleaseControlBody, Switchboard, SwitchboardIntegration, SwitchboardIntegrationCreateBody, SwitchboardIntegrationListResponse, SwitchboardIntegrationResponse,
  SwitchboardIntegrationUpdateBody, SwitchboardListResponse, SwitchboardResponse, SwitchboardUpdateBody,
} from './switchboards/index.js';
export { ConversionEvents, ConversionEventsBody, ConversionEventsResponse } from './channel-requests/conversion-events.js';
export { DownloadMessageRefBody } from './channel-requests/download-message-ref.js';
export { ACTIVITY_TYPES, ActivityPost, type ActivityType } from './activities/activity-post.js';
export { type Action, type ItemAction } from './messages/actions/action.js';
export { ActivityMessage, SYSTEM_ACTIVITIES } from './messages/activity-message.js';
export { AUTHOR_SUBTYPES, AUTHOR_TYPES, Author, type AuthorSubtype } from './messages/author.js';
export {
  BuyAction, CarouselContent, FileContent, FormContent, FormField, FormOption, FormResponseContent, ImageContent, Item,
  LinkAction, ListContent, LocationContent, LocationRequestAction, PostbackAction, ReplyAction, TEXT_LENGTH, TemplateContent,
  TextContent, WebviewAction, type Content, type ContentType,
} from './messages/content/index.js';
export { Destination } from './messages/destination.js';
export { MessagePost } from './messages/message-post.js';
export { MessageListResponse, MessagePostResponse } from './messages/message-responses.js';
export { MessageOriginal, MessageOriginalResponse } from './messages/message-original.js';
export { Message, QuotedExternalMessageId, QuotedMessage } from './messages/message.js';
export { MessageOverride } from './messages/override.js';
export { Reference } from './messages/reference.js';
export { Source } from './messages/source.js';
export { Activity } from './events/activity.js';
export {
  ConversationCreateEvent, ConversationJoinEvent, ConversationLeaveEvent, ConversationMessageEvent, ConversationReadEvent,
  ConversationPostbackEvent, ConversationReferralEvent, ConversationRemoveEvent, ConversationTypingEvent, UserRemoveEvent,
} from './events/events.js';
export { ClientAddEvent, ClientRemoveEvent, ClientUpdateEvent } from './events/client-events.js';
export { UserMergeEvent } from './events/user-merge-event.js';
export { EnvelopeApp, EnvelopeWebhook, WebhookEnvelope } from './events/webhook-envelope.js';
export { WebhookEvent } from './events/webhook-event.js';
export { AuthorWebhook } from './events/author-webhook.js';
export { MessageWebhook } from './events/message-webhook.js';
export { SourceWebhook } from './events/source-webhook.js';
export { Attachment, AttachmentDeleteBody, AttachmentResponse } from './attachments/attachment.js';
