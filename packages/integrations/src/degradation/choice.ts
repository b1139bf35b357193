/**
 * A choice that a channel cannot carry whole: the person's answer names the key, and means the payload. Whoever sends keeps it for the
 * client, a newer one of the same key in place of an older one; whoever receives a text finds it by `answerKey` of the text, and whoever
 * receives a button's data by the data itself.
 */
export interface Choice {
  readonly key: string;
  /** What the answer is: words of the person with a payload, or a postback, which says nothing to read. */
  readonly action: 'reply' | 'postback';
  readonly title: string;
  readonly payload: string;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** A number as people write it who were given numbered choices: `2`, `2.`, `(2)`, `#2`. */
const NUMBER = /^[(#[]?\s*(\d{1,3})\s*[.)\]:]?$/;

/** A person's words in the form in which a choice is found: the case, blanks, and the width of letters do not matter, nor what stands around a number. */
export function answerKey(words: string): string {
  const plain = words.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
  return NUMBER.exec(plain)?.[1]?.replace(/^0+(?=\d)/, '') ?? plain;
}
