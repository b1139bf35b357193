import { BOT_API, type Described, type Field } from './bot-api.js';
import { exclusiveFields, itemLimits, textLimits, type Schema } from './described-limits.js';

export const ID = 'telegram';

const ARRAY = 'Array of ';

const PLAIN: Readonly<Record<string, Schema>> = {
  Integer: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  String: { type: 'string' },
};

/** A file's bytes go in a form; JSON has no way to say them. Where a string will do as well, it names a URL or a file that Telegram has. */
const NO_JSON = { InputFile: false } as const;

/** All types and methods as JSON Schema: nothing is allowed that is not described. */
export const BOT_API_SCHEMA: Schema = {
  $id: ID,
  $defs: Object.fromEntries([...Object.values(BOT_API.types), ...Object.values(BOT_API.methods)].map((described) => [described.name, schemaOf(described)])),
};

function schemaOf({ name, fields = [], subtypes }: Described): Schema | boolean {
  if (name in NO_JSON) return false;
  if (subtypes !== undefined && subtypes.length > 0) return { anyOf: subtypes.map((subtype) => typeOf(subtype)) };
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldOf(field)])),
    required: fields.filter(({ required }) => required).map((field) => field.name),
    additionalProperties: false,
    ...exclusiveFields(name, fields),
  };
}

/** Any of a field's types; several arrays are one, of items of each (an album mixes photos and videos). */
function fieldOf(field: Field): Schema {
  const items = field.types.filter((type) => type.startsWith(ARRAY)).map((type) => typeOf(type.slice(ARRAY.length)));
  const plain = field.types.filter((type) => !type.startsWith(ARRAY)).map((type) => ({ ...typeOf(type), ...(type === 'String' ? textLimits(field) : {}) }));
  const choices = items.length === 0 ? plain : [...plain, { type: 'array', items: oneOrAny(items), ...itemLimits(field) }];
  return oneOrAny(choices);
}

function oneOrAny(choices: readonly Schema[]): Schema {
  const [only, ...more] = choices;
  return only !== undefined && more.length === 0 ? only : { anyOf: choices };
}

function typeOf(type: string): Schema {
  return type.startsWith(ARRAY) ? { type: 'array', items: typeOf(type.slice(ARRAY.length)) } : (PLAIN[type] ?? { $ref: `${ID}#/$defs/${type}` });
}
