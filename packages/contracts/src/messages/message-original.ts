import { ApiSchema } from '@nestjs/swagger';
import { ObjectField, StringField } from '../fields/index.js';

@ApiSchema({ name: 'messageOriginal', description: 'What a message was made of, where it shows less: a mail with its history and its signature.' })
export class MessageOriginal {
  @StringField({ optional: true, description: 'The subject.', example: 'Re: Your order' })
  subject?: string;

  @StringField({ description: 'All that was written, as text. Card numbers are masked as in messages; of a mail that says more than 512 KiB the end is missing.', example: 'Thank you!\n\n> Your order is on its way.' })
  text: string;

  @StringField({ optional: true, description: 'The same as HTML, made safe: without scripts, and without what is fetched from elsewhere. Missing where it says too much.', example: '<p>Thank you!</p>' })
  html?: string;
}

@ApiSchema({ name: 'messageOriginalResponse' })
export class MessageOriginalResponse {
  @ObjectField(() => MessageOriginal)
  original: MessageOriginal;
}
