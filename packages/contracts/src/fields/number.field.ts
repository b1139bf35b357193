import { field, type FieldOptions } from './field.js';
import type { Rule } from './registry.js';

export interface NumberOptions extends FieldOptions {
  min?: number;
  max?: number;
}

const bounds = ({ min, max }: NumberOptions) => ({
  ...(min !== undefined && { minimum: min }),
  ...(max !== undefined && { maximum: max }),
});

/** A finite number; a string of digits is not one. */
export function NumberField(options: NumberOptions = {}): PropertyDecorator {
  return numeric(options, 'number', (value) => (Number.isFinite(value) ? undefined : 'should be a number'));
}

/** A whole number that a double holds exactly. */
export function IntegerField(options: NumberOptions = {}): PropertyDecorator {
  return numeric(options, 'integer', (value) => (Number.isSafeInteger(value) ? undefined : 'should be an integer'));
}

function numeric(options: NumberOptions, type: 'number' | 'integer', kind: Rule): PropertyDecorator {
  const { min = -Infinity, max = Infinity } = options;
  const { min: _min, max: _max, ...common } = options;
  const inRange: Rule = (value) => ((value as number) >= min && (value as number) <= max ? undefined : range(min, max));
  return field(common, (value) => kind(value) ?? inRange(value), { type, ...bounds(options) });
}

function range(min: number, max: number): string {
  if (max === Infinity) return `should be at least ${min}`;
  return min === -Infinity ? `should be at most ${max}` : `should be between ${min} and ${max}`;
}
