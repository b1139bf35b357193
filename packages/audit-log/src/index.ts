export { leafHash } from './tree/hashes.js';
