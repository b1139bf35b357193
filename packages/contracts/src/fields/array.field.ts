import { enumRule } from './enum.field.js';
import { field, type FieldOptions } from './field.js';
import { isPlainObject } from './plain.js';
import type { Contract, Lazy, Rule } from './registry.js';
import { stringRule, type StringOptions } from './string.field.js';

export interface ArrayOptions extends FieldOptions {
  /** Least and greatest number of items. */
  min?: number;
  max?: number;
  unique?: boolean;
}

/** An array of objects of another contract class. */
export function ArrayField(contract: Lazy<Contract>, options: ArrayOptions = {}): PropertyDecorator {
  const { min, max, unique, ...common } = options;
  const rule = arrayRule(options, (item) => (isPlainObject(item) ? undefined : 'should be an object'));
  // @nestjs/swagger takes a function for a lazy type by its name only: it must be written in place.
  return field(common, rule, { type: () => contract(), isArray: true, ...size(options) }, { contract, items: max ?? Infinity });
}

/** An array of strings, each within the bounds of `items`. */
export function StringArrayField(items: StringOptions, options: ArrayOptions = {}): PropertyDecorator {
  const { min, max, unique, ...common } = options;
  return field(common, arrayRule(options, stringRule(items)), { type: 'array', items: { type: 'string' }, ...size(options) });
}

/** An array of some of the given strings. */
export function EnumArrayField(values: readonly string[], options: ArrayOptions = {}): PropertyDecorator {
  const { min, max, unique, ...common } = options;
  const items = { type: 'string', enum: [...values] };
  return field(common, arrayRule(options, enumRule(values)), { type: 'array', items, ...size(options) });
}

/** The rule of an array whose items follow a rule of their own; the first bad item is named. */
export function arrayRule({ min = 0, max = Infinity, unique = false }: ArrayOptions, item: Rule): Rule {
  return (value) => {
    if (!Array.isArray(value)) return 'should be an array';
    if (value.length < min || value.length > max) return count(min, max);
    if (unique && new Set(value).size < value.length) return 'should not contain the same item twice';
    for (const [index, entry] of value.entries()) {
      const fault = item(entry);
      if (fault) return `[${index}]${/^[.[]/.test(fault) ? '' : ' '}${fault}`;
    }
    return undefined;
  };
}

/** The bounds of an array in the words of a schema; none where none is set. */
export const size = ({ min, max, unique }: ArrayOptions) => ({
  ...(min !== undefined && { minItems: min }),
  ...(max !== undefined && { maxItems: max }),
  ...(unique && { uniqueItems: true }),
});

function count(min: number, max: number): string {
  if (min === max) return `should have exactly ${min} ${min === 1 ? 'item' : 'items'}`;
  if (max === Infinity) return `should have at least ${min} ${min === 1 ? 'item' : 'items'}`;
  return min === 0 ? `should have at most ${max} items` : `should have between ${min} and ${max} items`;
}
