import { field, type FieldOptions } from './field.js';
import { stringRule } from './string.field.js';

/**
 * The id of a record. Any short string will do here: one that is nobody's id is a 404 of the use case,
 * so that a malformed id, another app's and an unknown one are answered alike.
 */
export function IdField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, stringRule({ min: 1, max: 128 }), { type: 'string' });
}
