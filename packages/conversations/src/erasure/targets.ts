import type { Keyring } from '@parley/crypto-at-rest';
import type { ErasureTarget } from '@parley/erasure';
import { lockConversationsOf, hideConversation, hideUser } from './hiding.js';
import { personalInformationErasure } from './personal-information.js';
import { purgeConversation, purgeUser } from './purging.js';
import { revealConversation, revealUser } from './revealing.js';

/** How conversations, users and their personal information are erased; brought back takes the keyring. */
export const conversationErasures = (keyring: Keyring): readonly ErasureTarget[] => [
  {
    kind: 'conversation',
    purge: (db, { appId, targetId, id }, limit) => purgeConversation(db, appId, targetId, id, limit),
    reveal: (tx, { appId, targetId, id }) => revealConversation(tx, appId, targetId, id),
    hideAgain: (tx, { appId, targetId, id }) => hideConversation(tx, appId, targetId, id),
  },
  {
    kind: 'user',
    purge: purgeUser,
    reveal: (tx, erasure) => revealUser(tx, keyring, erasure),
    hideAgain: async (tx, { appId, targetId, id }) => hideUser(tx, appId, targetId, await lockConversationsOf(tx, appId, targetId), id),
  },
  personalInformationErasure(keyring),
];
