import { graphemeBefore, sentenceBefore, wordBefore } from './boundaries.js';
import { endWithin, fits, type TextLimit } from './text-limit.js';
import { urlsIn, type Range } from './urls.js';

/** A stretch that may be cut: what fits, and the URLs that are in it. */
interface Window extends Range {
  readonly text: string;
  readonly urls: readonly Range[];
}

/**
 * The pieces of a text that are each within a limit; one, untouched, where it fits. Cut at the end of a paragraph, a line, a sentence or a
 * word, whichever comes first that does not leave more than half of a message empty, else between two characters as people see them; never
 * within a URL, unless that is longer than a message. White space at cuts is left out; nothing else is. A text of blanks has no pieces.
 */
export function splitText(text: string, limit: TextLimit): readonly string[] {
  if (text.trim() === '') return [];
  if (fits(text, limit)) return [text];
  const urls = urlsIn(text);
  const pieces: string[] = [];
  let from = skipBlanks(text, 0);
  for (let passed = 0; from < text.length; ) {
    while ((urls[passed]?.to ?? Infinity) <= from) passed += 1;
    const to = cut({ text, from, to: endWithin(text, from, limit), urls: urls.slice(passed, passed + limit.most) });
    pieces.push(text.slice(from, to).trimEnd());
    from = skipBlanks(text, to);
  }
  return pieces;
}

/** Where a window is cut. */
function cut(window: Window): number {
  const { text, from } = window;
  if (window.to === text.length) return window.to;
  const to = outsideUrls(window, window.to);
  const half = from + (to - from) / 2;
  const places = [lastOf(/\n\s*\n/g), lastOf(/\n/g), sentenceBefore, lastOf(/\s/g), wordBefore];
  for (const place of places) {
    const found = graphemeBefore(text, from, outsideUrls(window, place(text, from, to)));
    if (found >= half) return found;
  }
  // What is there is one long word: it begins a message of its own, and where it fills one it is cut.
  const blank = lastOf(/\s/g)(text, from, to);
  return blank > from ? blank : withinWord({ ...window, to });
}

/** Between two characters as people see them; where that is none of the size, between two code points; one at least, so that there is an end. */
function withinWord({ text, from, to }: Window): number {
  const grapheme = graphemeBefore(text, from, to);
  if (grapheme > from) return grapheme;
  return Math.max(to, from + ((text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1));
}

/** A place that is not within a URL, unless the URL is longer than the window. */
function outsideUrls({ from, to, urls }: Window, place: number): number {
  const url = urls.find((range) => range.from < place && place < range.to);
  if (url === undefined) return place;
  if (url.from > from) return url.from;
  return url.to <= to ? url.to : place;
}

/** The beginning of the last match in a window; where it begins, if there is none. A blank directly behind the window counts. */
const lastOf = (pattern: RegExp) => (text: string, from: number, to: number): number =>
  from + ([...text.slice(from, to + 1).matchAll(pattern)].at(-1)?.index ?? 0);

/** What is blank and carries no mark. */
const BLANKS = /(?:\s(?![\p{M}\p{Emoji_Modifier}\u200c\u200d]))*/uy;

function skipBlanks(text: string, from: number): number {
  BLANKS.lastIndex = from;
  return from + (BLANKS.exec(text)?.[0].length ?? 0);
}
