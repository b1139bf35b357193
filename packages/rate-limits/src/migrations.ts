// What this package adds to the tables, oldest first.
export { RateBuckets1764000028000 } from './migrations/1764000028000-rate-buckets.js';
