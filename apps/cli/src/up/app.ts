import { fileURLToPath } from 'node:url';

/** An app that `parley up` runs as a process of its own. */
export interface App {
  readonly name: 'API' | 'worker';
  readonly main: string;
  /** Node's own options. */
  readonly options: readonly string[];
}

const mainBeside = (index: string): string => fileURLToPath(new URL('main.js', import.meta.resolve(index)));

export const API: App = { name: 'API', main: mainBeside('@parley/api'), options: [] };
/** Young objects have less room than usual (megabytes): clearing it stops all deliveries for 20 ms at most, not 75, and 150 MB stay free. Its image says the same. */
export const WORKER: App = { name: 'worker', main: mainBeside('@parley/worker'), options: ['--max-semi-space-size=4'] };
