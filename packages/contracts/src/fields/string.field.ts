import type { Rule } from './registry.js';
import { isEmail } from './class-validator.js';
import { field, type FieldOptions } from './field.js';
import { badCharacters, codePoints } from './text.js';
import { isLinkUri, isWebUrl } from './url.js';

export interface StringOptions extends FieldOptions {
  /** Least and greatest length, in code points. */
  min?: number;
  max?: number;
  /**
   * `uri`: an absolute http(s) URL. `web`: the same, where openapi.yaml documents no format.
   * `link`: what a button may open, undocumented too.
   */
  format?: 'uri' | 'web' | 'link' | 'email';
  /** Tabs and line breaks are allowed. */
  multiline?: boolean;
  /** The whole value must match; `patternMeaning` says it in words for the title. */
  pattern?: RegExp;
  patternMeaning?: string;
}

const FORMATS = {
  uri: [isWebUrl, 'should be an absolute http or https URL'],
  web: [isWebUrl, 'should be an absolute http or https URL'],
  link: [isLinkUri, 'should be an absolute URI'],
  email: [(value: string) => isEmail(value), 'should be an email address'],
} as const;

/** A string without control characters and lone surrogates, of bounded length. */
export function StringField(options: StringOptions = {}): PropertyDecorator {
  const { min, max, format, multiline, pattern, patternMeaning, ...common } = options;
  return field(common, stringRule(options), {
    type: 'string',
    ...(min !== undefined && { minLength: min }),
    ...(max !== undefined && { maxLength: max }),
    ...((format === 'uri' || format === 'email') && { format }),
    ...(pattern && { pattern: pattern.source }),
  });
}

/** The rule alone, for items of an array. */
export function stringRule({ min = 0, max = Infinity, format, multiline = false, pattern, patternMeaning }: StringOptions): Rule {
  return (value) => {
    if (typeof value !== 'string') return 'should be a string';
    if (outside(value, min, max)) return length(min, max);
    const bad = badCharacters(value, multiline);
    if (bad) return bad;
    if (format && !FORMATS[format][0](value)) return FORMATS[format][1];
    return pattern && !pattern.test(value) ? `should ${patternMeaning ?? 'have the documented form'}` : undefined;
  };
}

// the units bound the code points, so most strings need no count
function outside(value: string, min: number, max: number): boolean {
  if (value.length < min || value.length > max * 2) return true;
  if (value.length >= min * 2 && value.length <= max) return false;
  const length = codePoints(value);
  return length < min || length > max;
}

function length(min: number, max: number): string {
  if (max === Infinity) return `should have at least ${min} ${min === 1 ? 'character' : 'characters'}`;
  if (min === 0) return `should be at most ${max} characters`;
  return `should be between ${min} and ${max} characters`;
}
