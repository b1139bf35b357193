import type { Action } from '@parley/contracts';
import type { ButtonKind } from './capabilities.js';
import { answerKey } from './choice.js';
import { shorten } from './text/shorten.js';
import { fits } from './text/text-limit.js';

/** "We recommend a non-empty value because some channels may not support empty ones" (openapi.yaml, reply): what stands on a button that says nothing. */
export const NO_TITLE = '…';

/** A button as its channel shows it. */
export interface Titled {
  readonly action: Action;
  readonly title: string;
  /** Whether less is on it than the business said. */
  readonly cut: boolean;
}

/** Titles within the kind's limit, and distinct where they have to be: the second of a title gets its number. */
export function titled(actions: readonly Action[], kind: ButtonKind): readonly Titled[] {
  const taken = new Set<string>();
  return actions.map((action) => {
    const title = kind.distinct ? distinct(action.text, kind, taken) : shown(action.text, kind);
    return { action, title, cut: !fits(action.text, kind.title) };
  });
}

function distinct(text: string, kind: ButtonKind, taken: Set<string>): string {
  let title = shown(text, kind);
  for (let number = 2; taken.has(answerKey(title)); number += 1) title = numbered(text, ` ${number}`, kind);
  taken.add(answerKey(title));
  return title;
}

const shown = (text: string, { title }: ButtonKind): string => (title.most === 0 ? '' : shorten(text, title).trim() || NO_TITLE);

const numbered = (text: string, number: string, { title: { most, unit } }: ButtonKind): string =>
  `${shorten(text, { most: most - number.length, unit }).trim() || NO_TITLE}${number}`;
