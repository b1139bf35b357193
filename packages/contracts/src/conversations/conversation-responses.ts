import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, ObjectField } from '../fields/index.js';
import { Conversation } from './conversation.js';

@ApiSchema({ name: 'conversationResponse' })
export class ConversationResponse {
  @ObjectField(() => Conversation, { optional: true, description: 'The conversation.' })
  conversation?: Conversation;
}

@ApiSchema({ name: 'conversationListResponse' })
export class ConversationListResponse {
  @ArrayField(() => Conversation, { optional: true, description: 'List of returned conversations.' })
  conversations?: Conversation[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
