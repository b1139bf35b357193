import { ApiSchema } from '@nestjs/swagger';
import { Beside } from '../fields/beside.js';
import { ArrayField, EnumField, MetadataField, StringField } from '../fields/index.js';
import { ParticipantSubSchema } from '../participants/participant-bodies.js';
import { CONVERSATION_TYPES, type ConversationType } from './conversation.js';

/** What a business may say of a conversation at any time. */
abstract class ConversationDetails {
  @StringField({ optional: true, nullable: true, min: 1, max: 100, description: 'A friendly name, may be displayed to the business or the user.' })
  displayName?: string | null;

  @StringField({ optional: true, nullable: true, min: 1, max: 100, description: 'A short text describing the conversation.' })
  description?: string | null;

  @StringField({ optional: true, nullable: true, min: 1, max: 2048, format: 'uri', description: 'A custom icon url: JPG, PNG or GIF.' })
  iconUrl?: string | null;
}

@ApiSchema({ name: 'conversationCreateBody' })
export class ConversationCreateBody extends ConversationDetails {
  @EnumField(CONVERSATION_TYPES, { description: 'The type of the conversation.', example: 'personal' })
  type!: ConversationType;

  @ArrayField(() => ParticipantSubSchema, {
    optional: true, max: 10, description: 'The participants: exactly 1 of a `personal` conversation, at most 10 of an `sdkGroup`.',
  })
  @Beside<ConversationCreateBody>(participantsOfType)
  participants?: ParticipantSubSchema[];

  @MetadataField({ optional: true, nullable: true, description: 'Flat object of strings, numbers and booleans, at most 4096 bytes.' })
  metadata?: Record<string, string | number | boolean> | null;
}

@ApiSchema({ name: 'conversationUpdateBody' })
export class ConversationUpdateBody extends ConversationDetails {
  @MetadataField({ optional: true, nullable: true, nullValues: true, description: 'Merged key by key; null deletes a key.' })
  metadata?: Record<string, string | number | boolean | null> | null;
}

function participantsOfType({ type, participants = [] }: ConversationCreateBody): string | undefined {
  if (type === 'personal') return participants.length === 1 ? undefined : 'should have exactly 1 item in a personal conversation';
  const silent = participants.findIndex((participant) => participant.subscribeSDKClient === undefined);
  return silent < 0 ? undefined : `[${silent}].subscribeSDKClient is required in an sdkGroup conversation`;
}
