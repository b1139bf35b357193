import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../fields/index.js';

/** A source of a bot's answer. */
@ApiSchema({ name: 'reference', description: 'A link to a source of a bot answer.' })
export class Reference {
  @StringField({ max: 2048, format: 'uri', description: 'The URI of the referenced content.', example: 'https://example.com/article/123' })
  uri!: string;

  @StringField({ optional: true, min: 1, max: 128, description: 'Optional title for the reference.' })
  title?: string;

  @StringField({ optional: true, min: 1, max: 256, description: 'Optional description of the referenced content.' })
  description?: string;
}
