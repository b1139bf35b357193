import { isPlainObject } from './plain.js';
import { fieldsOf, type Contract } from './registry.js';

/**
 * What a contract shows of stored values: its own fields, none that is write-only, each at its default where nothing is
 * stored (null is nothing); of the objects inside it the same.
 */
export function shown(contract: Contract, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [name, field] of fieldsOf(contract)) {
    const value = values[name] ?? field.default;
    if (field.writeOnly || value === undefined) continue;
    answer[name] = field.contract && isPlainObject(value) ? shown(field.contract(), value) : value;
  }
  return answer;
}
