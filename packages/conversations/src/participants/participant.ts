import type { ClientAssociation } from '@parley/contracts';

/** Someone who takes part in a conversation, as the API shows one. */
export interface Participant {
  readonly id: string;
  readonly userId: string;
  readonly userExternalId?: string;
  /** Messages he has not read. */
  readonly unreadCount: number;
  readonly clientAssociations: ClientAssociation[];
  readonly lastRead?: string;
}
