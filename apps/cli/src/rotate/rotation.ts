import type { Settings } from '@parley/kernel';
import type { Option, OptionValues } from 'commander';

/** One kind of key that `parley keys rotate` makes anew. */
export interface Rotation {
  /** Its options; the first ones, by `asks`, choose it. */
  readonly options: readonly Option[];
  /** How a person asks for it, for the line that says what there is to choose. */
  readonly usage: string;
  readonly asks: (given: OptionValues) => boolean;
  /** Runs it to its end. May be stopped at any instant and is repeated by the same command. Loads what it needs late. */
  readonly run: (settings: Settings, given: OptionValues) => Promise<void>;
}
