import type { Keyring } from '@parley/crypto-at-rest';
import type { ErasureTarget } from '@parley/erasure';
import { lockConversationsOf, hideConversation, hideUser } from './hiding.js';
import { holdInboxOf } from './inbox.js';
import { personalInformationErasure } from './personal-information.js';
import { conversationsIn, purgeConversation, purgeUser } from './purging.js';
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
    // Conversations of a user who was merged stay, as they do without an older copy: only those go whose keys did.
    hideAgain: async (tx, erasure) => {
      const { appId, targetId, id } = erasure;
      const going = conversationsIn(erasure);
      await holdInboxOf(tx, appId, targetId);
      await hideUser(tx, appId, targetId, (await lockConversationsOf(tx, appId, targetId)).map((one) => ({ id: one.id, goes: going.includes(one.id) })), id);
    },
  },
  personalInformationErasure(keyring),
];
