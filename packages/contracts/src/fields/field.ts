import 'reflect-metadata';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf, ValidateNested } from './class-validator.js';
import { declareField, type Rule, type Shape } from './registry.js';

/** What every field may say of itself. A field is required and not null unless it says otherwise. */
export interface FieldOptions {
  optional?: boolean;
  nullable?: boolean;
  description?: string;
  example?: unknown;
  default?: unknown;
  /** Ignored when sent. */
  readOnly?: boolean;
  /** Never answered. */
  writeOnly?: boolean;
}

/** The name of the one constraint of a field. */
export const FIELD = 'field';

/** Declares a field: its rule for class-validator, its schema for OpenAPI and its shape for `readBody`, in one place so that they agree. */
export function field(options: FieldOptions, rule: Rule, schema: object, shape: Shape = {}): PropertyDecorator {
  const check: Rule = (value) => {
    if (value === undefined) return options.optional || options.readOnly ? undefined : 'is required';
    if (value === null) return options.nullable ? undefined : 'should not be null';
    return rule(value);
  };
  return (target, key) => {
    const name = String(key);
    declareField(target, name, { ...shape, readOnly: options.readOnly, writeOnly: options.writeOnly, default: options.default });
    ApiProperty(documented(options, schema))(target, key);
    ValidateBy({
      name: FIELD,
      validator: {
        validate: (value) => check(value) === undefined,
        defaultMessage: (args) => joined(name, check(args?.value) ?? 'is invalid'),
      },
    })(target, key);
    if (!shape.contract && !shape.union) return;
    ValidateNested({ always: true })(target, key);
    // class-validator calls a nested null an error, whatever else is said
    if (options.nullable) ValidateIf((_object, value) => value !== null, { always: true })(target, key);
  };
}

/** A path and what is wrong there, as one title. */
export const joined = (path: string, fault: string): string => (/^[.[,]/.test(fault) ? path + fault : `${path} ${fault}`);

function documented(options: FieldOptions, schema: object): ApiPropertyOptions {
  const { optional, ...rest } = options;
  return { ...schema, ...rest, required: !optional };
}
