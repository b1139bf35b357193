import type { Action } from '@parley/contracts';
import type { TextLimit } from './text/text-limit.js';

export type ActionType = Action['type'];

/** One way in which a channel shows buttons; a message has buttons of one kind only. */
export interface ButtonKind {
  /** What the vendor calls it. */
  readonly name: string;
  readonly actions: readonly ActionType[];
  /** What may carry them. */
  readonly on: readonly ('text' | 'image')[];
  /** Of a message. */
  readonly most: number;
  /** Titles that are longer are cut, and stand whole in the text. None fits: the vendor has words of its own for it. */
  readonly title: TextLimit;
  /** Whether two of a message must differ in their titles. */
  readonly distinct?: boolean;
  /** How it comes back that one was chosen: by a payload of some length, or by nothing but the title. */
  readonly answer: TextLimit | 'title';
  /** The text of a message that carries them, where it is shorter than without. */
  readonly text?: TextLimit;
  /** What a link's URI may begin with, where not anything. */
  readonly schemes?: readonly string[];
}

/** Files that a channel takes; others go as what comes next: an image as a file, a file as its address. */
export interface MediaLimits {
  readonly maxBytes?: number;
  readonly types?: readonly string[];
  readonly caption?: TextLimit;
  /** What it takes of files that are stored here, and whose bytes are sent; nothing where they go as any other. */
  readonly uploaded?: { readonly maxBytes: number; readonly types?: readonly string[] };
}

/** What a channel can show. What it cannot becomes something that it can. */
export interface Capabilities {
  /** The text of a message; none where it is as long as it likes. */
  readonly text?: TextLimit;
  /** Whether it shows `htmlText`. */
  readonly html: boolean;
  readonly image?: MediaLimits;
  readonly file?: MediaLimits;
  readonly location: 'native' | 'text';
  /** As a whole, an item a message, or as text. */
  readonly carousel: 'native' | 'messages' | 'text';
  readonly list: 'native' | 'messages' | 'text';
  /** Templates are the vendor's own, and mean nothing elsewhere. */
  readonly template: 'native' | 'none';
  /** The kinds of buttons, the one that is preferred first. */
  readonly buttons: readonly ButtonKind[];
  /** What becomes of replies and postbacks without a button: numbers to answer with, or the titles of replies alone. */
  readonly answers: 'numbers' | 'titles';
}
