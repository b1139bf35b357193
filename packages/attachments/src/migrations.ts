// What this package adds to the tables, oldest first.
export { Attachments1764000029000 } from './migrations/1764000029000-attachments.js';
export { UnusedAttachments1764000032100 } from './migrations/1764000032100-unused-attachments.js';
