import { Module } from '@nestjs/common';
import { AttachmentsModule } from '@parley/attachments';
import { ErasureModule } from '@parley/erasure';
import { ActivitiesService } from './activities/activities.service.js';
import { ChannelRequestsService } from './channel-requests/channel-requests.service.js';
import { ClientLinking } from './clients/client-linking.js';
import { ClientLinksService } from './clients/client-links.service.js';
import { ClientsService } from './clients/clients.service.js';
import { ConversationCreation } from './conversations/conversation.creation.js';
import { ConversationsService } from './conversations/conversations.service.js';
import { DevicesService } from './devices/devices.service.js';
import { ChannelInbound } from './inbound/channel-inbound.service.js';
import { ChannelOutbound } from './outbound/channel-outbound.service.js';
import { ReachedClient } from './outbound/reached-client.service.js';
import { LinkedByCode } from './link-requests/linked-by-code.js';
import { LinkRequestsService } from './link-requests/link-requests.service.js';
import { UserMerge } from './merging/user.merge.js';
import { MessageOriginals } from './messages/message-originals.service.js';
import { MessageWriter } from './messages/message.writer.js';
import { MessagesService } from './messages/messages.service.js';
import { ParticipantsService } from './participants/participants.service.js';
import { DefaultResponders } from './switchboard/default-responders.service.js';
import { SwitchboardActionsService } from './switchboard/switchboard-actions.service.js';
import { SwitchboardIntegrationsService } from './switchboard/switchboard-integrations.service.js';
import { SwitchboardsService } from './switchboard/switchboards.service.js';
import { PersonalInformation } from './users/user.personal-information.js';
import { UserRemoval } from './users/user.removal.js';
import { UsersService } from './users/users.service.js';

const SERVICES = [
  UsersService, UserRemoval, PersonalInformation, ConversationCreation, ConversationsService, ParticipantsService, MessagesService, ActivitiesService,
  ChannelRequestsService, SwitchboardsService, SwitchboardIntegrationsService, SwitchboardActionsService, DefaultResponders,
  ClientsService, ClientLinking, ClientLinksService, LinkRequestsService, LinkedByCode, DevicesService, UserMerge, MessageOriginals, ChannelInbound, ChannelOutbound, ReachedClient,
];

/** Users, conversations, participants, messages, clients, devices, activities and the switchboard. Needs `Database` and `WakeUp` from the persistence module, `Keyring` and `SETTINGS`. */
@Module({ imports: [AttachmentsModule, ErasureModule], providers: [MessageWriter, ...SERVICES], exports: SERVICES })
export class ConversationsModule {}
