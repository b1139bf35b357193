import { field, type FieldOptions } from './field.js';
import { isPlainObject } from './plain.js';
import type { Contract, Lazy } from './registry.js';

/** An object of another contract class. */
export function ObjectField(contract: Lazy<Contract>, options: FieldOptions = {}): PropertyDecorator {
  // @nestjs/swagger takes a function for a lazy type by its name only: it must be written in place.
  return field(options, (value) => (isPlainObject(value) ? undefined : 'should be an object'), { type: () => contract() }, { contract });
}
