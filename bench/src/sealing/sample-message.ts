import { readFileSync } from 'node:fs';

/** English that nobody made up for a bench: the repository's own, without what takes more than a byte or is escaped in JSON. */
const ENGLISH = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8').replace(/[^\x20-\x7e]+|["\\]/g, ' ');

/** What a message's body is as JSON, apart from who wrote it. */
export interface SampleMessage {
  readonly content: { readonly type: 'text'; readonly text: string };
  readonly source: { readonly type: 'api' };
  readonly metadata: { readonly ticket: string };
}

const withText = (text: string): SampleMessage => ({ content: { type: 'text', text }, source: { type: 'api' }, metadata: { ticket: '4711' } });

/** A message that takes so many bytes as JSON, with another text at each turn. */
export function sampleMessage(bytes: number, turn = 0): SampleMessage {
  const length = bytes - JSON.stringify(withText('')).length;
  const at = (turn * 997) % (ENGLISH.length - length);
  return withText(ENGLISH.slice(at, at + length));
}
