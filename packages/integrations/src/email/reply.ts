import { runInNewContext } from 'node:vm';
import EmailReplyParser from 'email-reply-parser';
import { plainText } from './plain-text.js';

interface Fragment {
  readonly content: string;
  readonly quoted: boolean;
  readonly hidden: boolean;
}

/** What is looked at, in characters: an answer stands before its history. */
const LOOKED_AT = 16 * 1024;
/** Milliseconds: a mail takes some ten. */
const MOST_TIME = 250;
/** A line that reads like the beginning of a signature may stand in a letter too; a signature has few lines. */
const SIGNATURE_LINES = 12;

/** Outlook's line above the history, which the library takes for that of a signature. */
const RULE = /^\s*_{20,}\s*$/m;

/** The line above a quote, in whatever language: somebody's address, and a colon at its end. */
const ATTRIBUTION = /(?:^|\n)[^\n]*(?:\n[^\n]+)?<[^<>\s]+@[^<>\s]+>[^\n<>]{0,40}[:：]\s*$/u;

/**
 * What somebody wrote in a mail's text, without the history that he answers and without his signature; the whole where nothing else
 * would be left. What stands between quotes is kept with them: it answers point by point.
 */
export function replyIn(whole: string): string {
  const original = plainText(whole).replaceAll(/\n{3,}/g, '\n\n');
  const fragments = fragmentsOf(original.slice(0, LOOKED_AT));
  const last = fragments.findLastIndex(isWritten);
  const isLongLetter = original.length > LOOKED_AT && last === fragments.length - 1;
  if (last === -1 || isLongLetter) return original;
  const isPointByPoint = fragments.slice(0, last).filter(({ quoted }) => quoted).length > 1;
  const first = isPointByPoint ? 0 : fragments.findIndex(isWritten);
  const text = joined(fragments.slice(first, last + 1));
  const isAboveQuote = fragments.slice(last + 1).find(({ content }) => content.trim() !== '')?.quoted === true;
  return (isAboveQuote ? text.replace(ATTRIBUTION, '').trimEnd() : text) || original;
}

/** The library's expressions can be driven into running for minutes by a hostile text: it has a clock, and a text that takes too long is kept whole. */
function fragmentsOf(text: string): readonly Fragment[] {
  try {
    return runInNewContext('read()', { read: () => read(text) }, { timeout: MOST_TIME }) as readonly Fragment[];
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return [];
    throw error;
  }
}

const read = (text: string): readonly Fragment[] =>
  new EmailReplyParser().read(text).getFragments().map((fragment) => ({ content: fragment.getContent(), quoted: fragment.isQuoted(), hidden: fragment.isHidden() }));

const isWritten = ({ content, quoted, hidden }: Fragment): boolean =>
  !hidden || (!quoted && !RULE.test(content) && content.trim().split('\n').length > SIGNATURE_LINES);

const joined = (fragments: readonly Fragment[]): string => plainText(fragments.map(({ content }) => content).join('\n'));
