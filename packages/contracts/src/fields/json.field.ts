import { arrayRule, size, type ArrayOptions } from './array.field.js';
import { field, type FieldOptions } from './field.js';
import { badJson } from './json.js';
import { isPlainObject } from './plain.js';

const anyObject = (value: unknown): string | undefined => (isPlainObject(value) ? badJson(value) : 'should be an object');

/** An object in somebody else's format: kept as it is, in bounded depth. */
export function JsonField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, anyObject, { type: 'object', additionalProperties: true });
}

/** An array of such objects. */
export function JsonArrayField(options: ArrayOptions = {}): PropertyDecorator {
  const { min, max, unique, ...common } = options;
  return field(common, arrayRule(options, anyObject), { type: 'array', items: { type: 'object', additionalProperties: true }, ...size(options) });
}
