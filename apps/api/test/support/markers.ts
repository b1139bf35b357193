import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts that occur nowhere else. They begin alike, so that one search finds them all. */
export class Markers {
  readonly prefix = Array.from({ length: 12 }, () => 'abcdefghijkmnpqrstuvwxyz'[randomInt(24)]).join('');
  count = 0;

  /** As many markers as fit, at least one, each with characters that JSON and URLs escape. */
  readonly say = (atMost: number): string => {
    const next = (): string => `${this.prefix}${(this.count++).toString(36)}"\\é`;
    let text = next();
    while (text.length + 22 <= atMost) text += next();
    return text;
  };
}

/** A text in whatever encoding somebody may have written it, as far as it does not depend on what stands around it. */
export function encodings(text: string): Record<string, string[]> {
  const bytes = Buffer.from(text);
  const aligned = [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const [from, to] = [before === 0 ? 0 : before + 1, Math.floor((padded.length * 8) / 6)];
    return [padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)];
  });
  const hex = bytes.toString('hex');
  // It is letters alone: JSON, URLs and SQL write them as they are.
  return { plain: [text], base64: [...new Set(aligned)], hex: [...new Set([hex, hex.toUpperCase()])] };
}

/** How often each encoding of one of the texts occurs. */
export function hits(content: Buffer, ...texts: string[]): Record<string, number> {
  const count = (needle: string): number => {
    let found = 0;
    for (let at = content.indexOf(needle); at !== -1; at = content.indexOf(needle, at + needle.length)) found += 1;
    return found;
  };
  const found: Record<string, number> = {};
  for (const text of texts)
    for (const [name, needles] of Object.entries(encodings(text))) found[name] = needles.reduce((sum, needle) => sum + count(needle), found[name] ?? 0);
  return found;
}

/** The files below a folder that hold one of the texts in any encoding: by their path, what was found. */
export function scan(folder: string, ...texts: string[]): { scanned: number; found: { path: string; hits: Record<string, number> }[] } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: path.slice(folder.length), hits: hits(read(path), ...texts) };
  });
  return { scanned: files.length, found: found.filter((file) => Object.values(file.hits).some((count) => count > 0)) };
}

/** A running server removes files; what is gone holds nothing. */
function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
