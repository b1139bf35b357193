// What this package adds to the tables, oldest first.
export { Erasures1764000023000 } from './migrations/1764000023000-erasures.js';
export { UntriedErasures1764000033300 } from './migrations/1764000033300-untried-erasures.js';
export { HinderedErasures1764000033400 } from './migrations/1764000033400-hindered-erasures.js';
