/** Unicode's controls: C0, U+007F and C1. Texts of several lines may hold tab, line feed and carriage return. */
const IN_ONE_LINE = /\p{Cc}/u;
const IN_LINES = /[^\P{Cc}\t\n\r]/u;

/** What is wrong with the characters of a string, said without repeating them. PostgreSQL stores neither NUL nor lone surrogates. */
export function badCharacters(value: string, multiline: boolean): string | undefined {
  if ((multiline ? IN_LINES : IN_ONE_LINE).test(value)) return 'should not contain control characters';
  return value.isWellFormed() ? undefined : 'should be well-formed Unicode';
}

/** The length that JSON Schema's minLength and maxLength mean: code points, not UTF-16 units. */
export function codePoints(value: string): number {
  let pairs = 0;
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) pairs += 1;
  }
  return value.length - pairs;
}
