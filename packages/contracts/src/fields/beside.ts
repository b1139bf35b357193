import { ValidateBy } from 'class-validator';
import { joined } from './field.js';
import { fieldsOf, type Contract } from './registry.js';

/** A rule of a field that depends on the fields beside it; asked when the field itself is as it should be. Not part of its schema: the description says it. */
export function Beside<T extends object>(rule: (object: T) => string | undefined): PropertyDecorator {
  return (target, key) => {
    const name = String(key);
    const fault = (value: unknown, object: object): string | undefined => {
      const own = fieldsOf(object.constructor as Contract).get(name)?.check(value);
      return own === undefined ? rule(object as T) : undefined;
    };
    ValidateBy({
      name: 'beside',
      validator: {
        validate: (value, args) => fault(value, args?.object ?? {}) === undefined,
        defaultMessage: (args) => joined(name, fault(args?.value, args?.object ?? {}) ?? 'is invalid'),
      },
    })(target, key);
  };
}

/** Of this field and the others named, exactly one is given. Stands on the first of them. */
export function ExactlyOneWith(...others: string[]): PropertyDecorator {
  return (target, key) => {
    const names = [String(key), ...others];
    const rest = [others.slice(0, -1).join(', '), others.at(-1)].filter(Boolean).join(' or ');
    const fault = `${others.length > 1 ? ', ' : 'or '}${rest} should be given, and only one of them`;
    Beside<Record<string, unknown>>((object) => (names.filter((name) => object[name] !== undefined).length === 1 ? undefined : fault))(target, key);
  };
}
