import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, EnumField, IdField, IntegerField, StringField } from '../../fields/index.js';

export const FORM_FIELD_TYPES = ['email', 'select', 'text'] as const;

/** One choice of a select field; the answer to one repeats it. */
@ApiSchema({ name: 'formOption' })
export class FormOption {
  @StringField({ min: 1, max: 128, description: 'What the option is displayed as.' })
  label!: string;

  @StringField({ min: 1, max: 128, description: 'The name of the option. Must be unique per field.' })
  name!: string;
}

/** What a field of a form and its answer have in common. */
@ApiSchema({ name: 'field' })
export class FormFieldBase {
  @EnumField(FORM_FIELD_TYPES, { description: 'The field type.' })
  type!: (typeof FORM_FIELD_TYPES)[number];

  @StringField({ min: 1, max: 128, description: 'The name of the field. Must be unique per form or formResponse.' })
  name!: string;

  @StringField({ min: 1, max: 128, description: 'What the field is displayed as.' })
  label!: string;

  @StringField({ optional: true, min: 1, max: 256, multiline: true, description: 'The response for a text field.' })
  text?: string;

  @StringField({ optional: true, min: 1, max: 128, description: 'The response for an email field.' })
  email?: string;

  @ArrayField(() => FormOption, { optional: true, description: 'The response for a field of type select.' })
  select?: FormOption[];

  @EnumField(['integer', 'decimal'], { optional: true, description: 'The format for a text field.' })
  format?: 'integer' | 'decimal';
}

@ApiSchema({ name: 'formMessageField' })
export class FormField extends FormFieldBase {
  @StringField({ optional: true, min: 1, max: 128, description: 'Placeholder text for the field.' })
  placeholder?: string;

  @IntegerField({ optional: true, min: 1, max: 256, default: 1, description: 'The least length of the response to a text field.' })
  minSize?: number;

  @IntegerField({ optional: true, min: 1, max: 256, default: 128, description: 'The greatest length of the response to a text field.' })
  maxSize?: number;

  @ArrayField(() => FormOption, { optional: true, max: 200, description: 'The options of a field of type select.' })
  options?: FormOption[];
}

@ApiSchema({ name: 'formResponseMessageField' })
export class FormResponseField extends FormFieldBase {
  @IdField({ optional: true, writeOnly: true, description: 'The messageId of the form that this response belongs to.' })
  quotedMessageId?: string;
}
