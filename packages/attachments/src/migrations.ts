// What this package adds to the tables, oldest first.
export { Attachments1764000029000 } from './migrations/1764000029000-attachments.js';
