const segmenter = (granularity: 'grapheme' | 'word' | 'sentence') => new Intl.Segmenter('und', { granularity });

const GRAPHEMES = segmenter('grapheme');
const WORDS = segmenter('word');
const SENTENCES = segmenter('sentence');

/** Code units beyond a place that can decide whether it is a boundary: "can't" is one word, and Thai's words are found by a dictionary. */
const AHEAD = 64;

/** The last place up to `end` where the kind of thing that a segmenter knows ends, if `from` is one; `from` where there is none. */
const before = (kind: Intl.Segmenter) => (text: string, from: number, end: number): number =>
  end >= text.length ? text.length : from + (kind.segment(text.slice(from, end + AHEAD)).containing(end - from)?.index ?? 0);

/** The last place up to `end` that is between two characters as people see them: never within a family, a flag, or a letter and its marks. */
export const graphemeBefore = before(GRAPHEMES);
/** The last place up to `end` that is between two words, or a word and what is not one. */
export const wordBefore = before(WORDS);
/** The last place up to `end` where a sentence begins. */
export const sentenceBefore = before(SENTENCES);
