import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, ObjectField } from '../fields/index.js';
import { Message } from './message.js';

@ApiSchema({ name: 'messagePostResponse', description: 'The created messages.' })
export class MessagePostResponse {
  @ArrayField(() => Message, { optional: true })
  messages?: Message[];
}

@ApiSchema({ name: 'messageListResponse' })
export class MessageListResponse {
  @ArrayField(() => Message, { optional: true, description: 'List of returned messages.' })
  messages?: Message[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
