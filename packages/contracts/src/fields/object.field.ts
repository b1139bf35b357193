import { field, type FieldOptions } from './field.js';
import { isPlainObject } from './plain.js';
import type { Contract, Lazy } from './registry.js';

/** An object of another contract class. */
export function ObjectField(contract: Lazy<Contract>, options: FieldOptions = {}): PropertyDecorator {
  return field(options, (value) => (isPlainObject(value) ? undefined : 'should be an object'), { type: contract }, { contract });
}
