import { isUtf8 } from 'node:buffer';
import { AppError } from '@parley/kernel';

/** Deeper than any body of the specification; a bomb of brackets is refused before it is parsed. */
const MAX_DEPTH = 32;

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** `"__proto__":`, each of its characters plain or escaped; also found where it is no key, which the reviver then tells. */
const PROTOTYPE_KEY = /"(?:_|\\u005f){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f){2}"\s*:/i;

const malformed = (title: string) => new AppError('bad_request', title);

/** Parses a JSON body. An empty one is undefined: whoever needs a body says so. Raises bad_request. */
export function parseJsonBody(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  if (!isUtf8(raw)) throw malformed('The request body is not valid UTF-8');
  if (isTooDeep(raw)) throw malformed(`The request body is nested more than ${MAX_DEPTH} levels deep`);
  let hasPrototypeKey = false;
  const text = raw.toString();
  const value = parse(text, PROTOTYPE_KEY.test(text) ? (key) => (hasPrototypeKey ||= key === '__proto__') : undefined);
  if (hasPrototypeKey) throw malformed('The request body should not contain the key __proto__');
  return value;
}

/** Keys are only walked when one could be a prototype's: a reviver is slow. */
function parse(text: string, onKey: ((key: string) => void) | undefined): unknown {
  try {
    if (onKey === undefined) return JSON.parse(text);
    return JSON.parse(text, (key, value: unknown) => {
      onKey(key);
      return value;
    });
  } catch {
    throw malformed('The request body is not valid JSON');
  }
}

/** Counts brackets outside of strings, without parsing. */
function isTooDeep(raw: Buffer): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}
