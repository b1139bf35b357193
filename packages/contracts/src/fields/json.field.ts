import { field, type FieldOptions } from './field.js';
import { badJson } from './json.js';
import { isPlainObject } from './plain.js';

/** An object in somebody else's format: kept as it is, in bounded depth. */
export function JsonField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, (value) => (isPlainObject(value) ? badJson(value) : 'should be an object'), {
    type: 'object',
    additionalProperties: true,
  });
}
