import { ApiSchema } from '@nestjs/swagger';
import { Beside } from '../fields/beside.js';
import { EnumField, IdField, ObjectField, UnionField } from '../fields/index.js';
import { MessagePost } from '../messages/message-post.js';
import { MATCH_CRITERIA, type MatchCriteria } from './match-criteria.js';

export const CONFIRMATION_TYPES = ['immediate', 'userActivity', 'prompt'] as const;
export type ConfirmationType = (typeof CONFIRMATION_TYPES)[number];

@ApiSchema({ name: 'confirmation', description: 'What makes the link valid.' })
export class Confirmation {
  @EnumField(CONFIRMATION_TYPES, { description: '`immediate`: nothing more. `userActivity`: that the user writes. `prompt`: that the user says yes.' })
  type!: ConfirmationType;

  @ObjectField(() => MessagePost, {
    optional: true,
    description: 'What the user is sent to be reached: a text or an image, with actions of type link at most. It is not added to the conversation. Required for `userActivity`.',
  })
  @Beside<Confirmation>(({ type, message }) => (message ? faultOf(message) : type === 'userActivity' ? 'is required for a confirmation of type userActivity' : undefined))
  message?: MessagePost;
}

@ApiSchema({ name: 'target', description: 'The conversation that the client is attached to.' })
export class ClientTarget {
  @IdField({ description: 'The id of the conversation.', example: '029c31f25a21b47effd7be90' })
  conversationId!: string;
}

@ApiSchema({ name: 'clientCreate' })
export class ClientCreate {
  @UnionField(MATCH_CRITERIA, { description: 'Who the user is on the channel.' })
  matchCriteria!: MatchCriteria;

  @ObjectField(() => Confirmation)
  confirmation!: Confirmation;

  @ObjectField(() => ClientTarget)
  target!: ClientTarget;
}

/** openapi.yaml, clientCreate: such a message is of the business, and "can only be of type text and image"; its actions "of type link". */
function faultOf({ author, content }: MessagePost): string | undefined {
  if (author.type !== 'business') return '.author.type should be business';
  if (content.type !== 'text' && content.type !== 'image') return '.content.type should be text or image';
  const other = content.actions?.findIndex(({ type }) => type !== 'link') ?? -1;
  return other < 0 ? undefined : `.content.actions[${other}].type should be link`;
}
