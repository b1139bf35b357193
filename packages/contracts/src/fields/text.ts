// C0 controls; texts of several lines may hold tab, line feed and carriage return.
// eslint's no-control-regex is right elsewhere: here the controls are what is looked for, so they are built from their codes.
const controls = (except: string): RegExp => {
  const codes = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).filter((char) => !except.includes(char));
  return new RegExp(`[${codes.map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}]`);
};
const IN_ONE_LINE = controls('');
const IN_LINES = controls('\t\n\r');

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
