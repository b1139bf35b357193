import { ApiSchema } from '@nestjs/swagger';
import { EnumField, IntegerField, MetadataField, StringField } from '../../fields/index.js';

@ApiSchema({ name: 'buy' })
export class BuyAction {
  @EnumField(['buy'], { description: 'The type of action.', default: 'buy' })
  type!: 'buy';

  @StringField({ description: 'The button text.', example: 'Buy vinegar' })
  text!: string;

  @IntegerField({ min: 0, description: 'The amount being charged, in cents (9.99$ is 999).', example: 8000 })
  amount!: number;

  @StringField({
    optional: true, description: 'An ISO 4217 currency code.', example: 'CAD', pattern: /^[A-Za-z]{3}$/, patternMeaning: 'be an ISO 4217 currency code',
  })
  currency?: string;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;
}
