import { ApiSchema } from '@nestjs/swagger';
import { EnumField, JsonField } from '../../fields/index.js';
import { ChatInput } from './rich-text.js';

@ApiSchema({ name: 'templateMessage' })
export class TemplateContent extends ChatInput {
  @EnumField(['template'], { description: 'The type of message.', default: 'template' })
  type!: 'template';

  @JsonField({ description: 'The whatsapp template message to send. `schema` of the message must be `whatsapp`.' })
  template!: Record<string, unknown>;
}
