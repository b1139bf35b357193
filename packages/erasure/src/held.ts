import { isHeld, type Doomed } from '@parley/legal-hold';
import type { HeldQuestion } from './begin.js';
import type { Erasure } from './erasure.js';

/** Whether a legal hold reaches the app, or any of whom the keys go. */
export const heldByLaw: HeldQuestion = (tx, erasure) => isHeld(tx, erasure.appId, doomedBy(erasure));

const doomedBy = ({ kind, subjects }: Erasure): Doomed[] =>
  kind === 'app' ? [{ type: 'app' }] : subjects.flatMap(({ subject }) => {
    const [type, id = ''] = subject.split(':', 2);
    return type === 'user' || type === 'conversation' ? [{ type, id }] : [];
  });
