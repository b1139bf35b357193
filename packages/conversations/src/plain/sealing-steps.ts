import type { SealingStep } from '@parley/crypto-at-rest';
import { INDEX_ANSWERS, SEAL_ANSWERS } from './answers.js';
import { SEAL_CONVERSATIONS } from './conversations.js';
import { SEAL_MESSAGES } from './messages.js';
import { SEAL_USERS } from './users.js';

/** Seals what versions before sealing kept as it was; conversations before their messages. */
export const SEAL_WHAT_IS_SAID: readonly SealingStep[] = [SEAL_USERS, SEAL_CONVERSATIONS, SEAL_MESSAGES, SEAL_ANSWERS, INDEX_ANSWERS];
