import { conversationErasures } from '@parley/conversations/restoring';
import type { Keyring } from '@parley/crypto-at-rest';
import type { ErasureTarget } from '@parley/erasure';
import { APP_ERASURE } from './app-erasure.js';

/** How each kind of thing is erased. */
export const erasureTargets = (keyring: Keyring): readonly ErasureTarget[] => [...conversationErasures(keyring), APP_ERASURE];
