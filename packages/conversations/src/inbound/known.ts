import type { ClientStatus } from '@parley/contracts';
import type { ClientRow } from '../clients/client.row.js';
import type { UserRow } from '../users/user.row.js';

/** A person of a channel as he is known: a user and his client there, the user locked. */
export interface Known {
  readonly user: UserRow;
  readonly client: ClientRow;
  /** The client's status before this. */
  readonly was: ClientStatus;
  /** Whether the channel knows him by another account than before. */
  readonly renamed?: boolean;
}
