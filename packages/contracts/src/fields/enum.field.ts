import { field, type FieldOptions } from './field.js';
import type { Rule } from './registry.js';

/** One of some strings, case sensitive. */
export function EnumField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, enumRule(values), { type: 'string', enum: [...values] });
}

/** The rule alone, for items of an array. */
export const enumRule = (values: readonly string[]): Rule => {
  const fault = `should be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`;
  return (value) => (typeof value === 'string' && values.includes(value) ? undefined : fault);
};
