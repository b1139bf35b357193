/** A stretch of a text, as `slice` takes it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** RFC 3986's characters, and the letters of names that are not ASCII. */
const URL_IN_TEXT = /(?:https?:\/\/|www\.)[\w\-.~:/?#[\]@!$&'()*+,;=%\p{L}\p{M}\p{N}]+/giu;

/** Where URLs stand in a text. */
export const urlsIn = (text: string): readonly Range[] =>
  Array.from(text.matchAll(URL_IN_TEXT), ({ index, 0: url }) => ({ from: index, to: index + url.length }));
