// What this package adds to the tables, oldest first.
export { Outbox1764000002000 } from './migrations/1764000002000-outbox.js';
export { AnswersOfOneApp1764000011000 } from './migrations/1764000011000-answers-of-one-app.js';
export { SealedEvents1764000015000 } from './migrations/1764000015000-sealed-events.js';
export { WithheldEvents1764000030100 } from './migrations/1764000030100-withheld-events.js';
