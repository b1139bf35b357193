import { field, type FieldOptions } from './field.js';

/** true or false; no other value stands for them. */
export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, (value) => (typeof value === 'boolean' ? undefined : 'should be a boolean'), { type: 'boolean' });
}
