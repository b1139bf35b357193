/** A class of a contract. */
export type Contract<T extends object = object> = new () => T;
/** Named late, so that classes may refer to each other in any order. */
export type Lazy<T> = () => T;

/** A choice of classes, told apart by one property. */
export interface Union {
  readonly property: string;
  readonly types: Readonly<Record<string, Lazy<Contract>>>;
}

/**
 * What is wrong with a value, or undefined. Said without the field's name and without the value:
 * `should be a string`; of something inside it: `[2] should be a string`, `.type is required`.
 */
export type Rule = (value: unknown) => string | undefined;

/** What stands in a field, as far as reading a body needs to know. */
export interface Shape {
  readonly contract?: Lazy<Contract>;
  readonly union?: Union;
  /** Greatest number of items; absent: no array. */
  readonly items?: number;
  /** The server's own: ignored when a caller sends it (openapi.yaml, `readOnly`). */
  readonly readOnly?: boolean;
  /** Never answered. */
  readonly writeOnly?: boolean;
  /** What is answered where nothing is stored. */
  readonly default?: unknown;
}

const declared = new WeakMap<object, Map<string, Shape>>();
const collected = new WeakMap<object, ReadonlyMap<string, Shape>>();

/** Notes a field of the class whose prototype is given. */
export function declareField(prototype: object, name: string, shape: Shape): void {
  const fields = declared.get(prototype) ?? new Map<string, Shape>();
  declared.set(prototype, fields.set(name, shape));
}

/** The fields of a class, its parents' first. */
export function fieldsOf(contract: Contract): ReadonlyMap<string, Shape> {
  const prototype = contract.prototype as object;
  const known = collected.get(prototype);
  if (known) return known;
  const fields = new Map<string, Shape>();
  for (const level of lineage(prototype)) for (const [name, shape] of declared.get(level) ?? []) fields.set(name, shape);
  collected.set(prototype, fields);
  return fields;
}

function lineage(prototype: object): object[] {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return parent && parent !== Object.prototype ? [...lineage(parent), prototype] : [prototype];
}
