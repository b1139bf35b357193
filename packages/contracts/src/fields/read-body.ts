import { BESIDE } from './beside.js';
import { Validator } from './class-validator.js';
import { cacheMetadata } from './metadata-cache.js';
import { isPlainObject } from './plain.js';
import { fieldsOf, type Contract, type Lazy, type Shape, type Union } from './registry.js';
import { validationTitles } from './titles.js';
import { unionRule } from './union.field.js';

/** A body that follows its contract, or what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly titles: string[] };

cacheMetadata();

const validator = new Validator();

const NO_OBJECT = { titles: ['The body should be a JSON object'] };

// without its groups a rule is a field's own
const FIELDS = { forbidUnknownValues: false, strictGroups: true };
const FIELDS_BESIDE = { forbidUnknownValues: false, groups: [BESIDE] };

/**
 * Reads a parsed JSON body as a contract: builds the classes with their known fields only, in the types they came in
 * (nothing is coerced), then validates: each field by itself, and if all are well-formed, what depends on several. Unknown and read-only fields are left out, also of nested objects.
 */
export function readBody<T extends object>(contract: Contract<T>, body: unknown): Read<T> {
  if (!isPlainObject(body)) return NO_OBJECT;
  const value = build(contract, body);
  const alone = validator.validateSync(value, FIELDS);
  const errors = alone.length > 0 ? alone : validator.validateSync(value, FIELDS_BESIDE);
  return errors.length === 0 ? { value } : { titles: validationTitles(errors) };
}

/** The same of a body that one of several classes describes, told apart by a property. */
export function readUnion<T extends object>(union: Union, body: unknown): Read<T> {
  if (!isPlainObject(body)) return NO_OBJECT;
  // A fault of the union itself names its property: `.type is required`.
  const fault = unionRule(union)(body);
  const chosen = chosenOf(union, body);
  return chosen ? readBody(chosen() as Contract<T>, body) : { titles: [(fault ?? '').slice(1)] };
}

function build<T extends object>(contract: Contract<T>, body: Record<string, unknown>): T {
  // not `new`: a class field would make every absent property a present undefined
  const instance = Object.create(contract.prototype as object) as Record<string, unknown>;
  for (const [name, shape] of fieldsOf(contract)) {
    if (!shape.readOnly && Object.hasOwn(body, name)) instance[name] = nested(shape, body[name]);
  }
  return instance as T;
}

function nested(shape: Shape, value: unknown): unknown {
  if (!shape.contract && !shape.union) return value;
  if (!Array.isArray(value)) return one(shape, value);
  // one item too many is enough to be refused; to look into thousands of others would keep everybody waiting
  return value.slice(0, (shape.items ?? 0) + 1).map((item) => one(shape, item));
}

// what is of no known class stays as it came, for the field's rule to refuse
function one({ contract, union }: Shape, value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  const chosen = contract ?? (union && chosenOf(union, value));
  return chosen ? build(chosen(), value) : value;
}

function chosenOf({ property, types }: Union, value: Record<string, unknown>): Lazy<Contract> | undefined {
  const name = value[property];
  return typeof name === 'string' && Object.hasOwn(types, name) ? types[name] : undefined;
}
