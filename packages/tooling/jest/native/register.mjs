/** `node --import <this file>`: a process of its own that a spec starts from TypeScript, loaded as specs are. */
import { registerLoader } from './loader.mjs';

registerLoader();
