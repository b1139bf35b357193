// What this package adds to the tables, oldest first.
export { Integrations1764000004000 } from './migrations/1764000004000-integrations.js';
