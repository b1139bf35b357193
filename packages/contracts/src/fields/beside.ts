import { ValidateBy } from './class-validator.js';
import { joined } from './field.js';

/** The group of the rules that are asked only of a body whose every field is well-formed by itself. */
export const BESIDE = 'beside';

/** A rule of a field that depends on the fields beside it. Not part of its schema: the description says it. */
export function Beside<T extends object>(rule: (object: T) => string | undefined): PropertyDecorator {
  return (target, key) => {
    const name = String(key);
    const validator = {
      validate: (_value: unknown, args?: { object: object }) => rule(args?.object as T) === undefined,
      defaultMessage: (args?: { object: object }) => joined(name, rule(args?.object as T) ?? 'is invalid'),
    };
    ValidateBy({ name: BESIDE, validator }, { groups: [BESIDE] })(target, key);
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
