import type { Field } from './bot-api.js';

export type Schema = Readonly<Record<string, unknown>>;

/** What a field's description says of a text: how long it may be, or what it has to be. The file has no other place for it. */
export function textLimits({ description }: Field): Schema {
  const [, only] = /(?:, must be|, always) "?([a-z_\d]+)"?$/.exec(description) ?? [];
  if (only !== undefined) return { const: only };
  const [, least, most, unit] = /\b(\d+)-(\d+) (characters|bytes)\b/.exec(description) ?? [];
  if (least === undefined) return {};
  return { minLength: Number(least), ...(unit === 'bytes' ? { maxBytes: Number(most) } : { maxLength: Number(most) }) };
}

/** What it says of the number of items. */
export function itemLimits({ description }: Field): Schema {
  const [, least, most] = /\b(?:(\d+)-|up to )(\d+) items\b/.exec(description) ?? [];
  return most === undefined ? {} : { minItems: Number(least ?? 0), maxItems: Number(most) };
}

/** Types of whose optional fields one alone may be there, said in a sentence of the type's description. Besides: what does not count. */
const ONE_OF: Readonly<Record<string, { readonly besides: readonly string[]; readonly or: 'none' | 'never none' }>> = {
  InlineKeyboardButton: { besides: ['text', 'icon_custom_emoji_id', 'style'], or: 'never none' },
  KeyboardButton: { besides: ['text', 'icon_custom_emoji_id', 'style'], or: 'none' },
  Update: { besides: ['update_id'], or: 'none' },
};

/** The rule of ONE_OF for a type. */
export function exclusiveFields(name: string, fields: readonly Field[]): Schema {
  const rule = ONE_OF[name];
  if (rule === undefined) return {};
  const present = fields.filter((field) => !rule.besides.includes(field.name)).map((field) => ({ required: [field.name] }));
  return { oneOf: rule.or === 'none' ? [...present, { not: { anyOf: present } }] : present };
}
