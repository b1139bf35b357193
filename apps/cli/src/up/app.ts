import { fileURLToPath } from 'node:url';

/** An app that `parley up` runs as a process of its own. */
export interface App {
  readonly name: 'API' | 'worker';
  readonly main: string;
}

const mainBeside = (index: string): string => fileURLToPath(new URL('main.js', import.meta.resolve(index)));

export const API: App = { name: 'API', main: mainBeside('@parley/api') };
export const WORKER: App = { name: 'worker', main: mainBeside('@parley/worker') };
