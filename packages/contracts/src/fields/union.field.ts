import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { arrayRule, size, type ArrayOptions } from './array.field.js';
import { enumRule } from './enum.field.js';
import { field, type FieldOptions } from './field.js';
import { isPlainObject } from './plain.js';
import type { Union, Rule } from './registry.js';

/** An object of one of several classes, told apart by one property; an unknown one is refused by naming that property. */
export function UnionField(union: Union, options: FieldOptions = {}): PropertyDecorator {
  return withModels(union, field(options, unionRule(union), unionSchema(union), { union }));
}

/** An array of such objects. */
export function UnionArrayField(union: Union, options: ArrayOptions = {}): PropertyDecorator {
  const { min, max, unique, ...common } = options;
  const schema = { type: 'array', items: unionSchema(union), ...size(options) };
  return withModels(union, field(common, arrayRule(options, unionRule(union)), schema, { union, items: max ?? Infinity }));
}

/** The rule alone, for a body that is one. */
export function unionRule({ property, types }: Union): Rule {
  const known = enumRule(Object.keys(types));
  return (value) => {
    if (!isPlainObject(value)) return 'should be an object';
    if (value[property] === undefined) return `.${property} is required`;
    const fault = known(value[property]);
    return fault && `.${property} ${fault}`;
  };
}

/** The schema of such an object; who uses it names its classes as models of the document. */
export function unionSchema({ property, types }: Union) {
  const paths = Object.entries(types).map(([name, contract]) => [name, getSchemaPath(contract())] as const);
  return { oneOf: paths.map(([, $ref]) => ({ $ref })), discriminator: { propertyName: property, mapping: Object.fromEntries(paths) } };
}

function withModels({ types }: Union, decorate: PropertyDecorator): PropertyDecorator {
  return (target, key) => {
    ApiExtraModels(...Object.values(types).map((contract) => contract()))(target.constructor);
    decorate(target, key);
  };
}
