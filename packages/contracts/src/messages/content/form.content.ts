import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, EnumField, StringField } from '../../fields/index.js';
import { FormField, FormResponseField } from './form-field.js';
import { ChatInput } from './rich-text.js';

@ApiSchema({ name: 'formMessage', description: 'A form type message.' })
export class FormContent extends ChatInput {
  @EnumField(['form'], { description: 'The type of message.', default: 'form' })
  type!: 'form';

  @BooleanField({ optional: true, readOnly: true, description: 'Whether the form is submitted.' })
  submitted?: boolean;

  @ArrayField(() => FormField, { min: 1, max: 20, description: 'The fields of the form.' })
  fields!: FormField[];

  @StringField({ optional: true, multiline: true, description: 'An optional text to display above form links on social channels.' })
  text?: string;
}

@ApiSchema({ name: 'formResponseMessage', description: 'A response to a form, made by SDKs only: it cannot be sent through the API.' })
export class FormResponseContent {
  @EnumField(['formResponse'], { description: 'The type of message.', default: 'formResponse' })
  type!: 'formResponse';

  @ArrayField(() => FormResponseField, { min: 1, max: 20, description: 'The submitted fields.' })
  fields!: FormResponseField[];

  @StringField({ optional: true, readOnly: true, description: 'The `label: value` of all fields, each on a line.' })
  textFallback?: string;
}
