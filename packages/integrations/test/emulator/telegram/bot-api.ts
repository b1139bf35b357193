import { readFileSync } from 'node:fs';

/** A field of a type, or a parameter of a method. */
export interface Field {
  readonly name: string;
  /** `String`, `Array of Array of KeyboardButton`, the name of a type: any of them will do. */
  readonly types: readonly string[];
  readonly required: boolean;
  readonly description: string;
}

/** A type or a method. A type without fields is one of its subtypes. */
export interface Described {
  readonly name: string;
  readonly fields?: readonly Field[];
  readonly subtypes?: readonly string[];
}

/** Telegram's Bot API as the file beside this one tells it. */
export const BOT_API = JSON.parse(readFileSync(new URL('telegram-bot-api.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly methods: Readonly<Record<string, Described>>;
  readonly types: Readonly<Record<string, Described>>;
};
