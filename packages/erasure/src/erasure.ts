import type { DestroyedKey, ErasedSubject } from '@parley/crypto-at-rest';
import type { AccountId, AppId } from '@parley/kernel';

/** What can be erased; a user's personal information without the user. */
export type ErasureKind = 'conversation' | 'user' | 'personal_information' | 'app';

/** `pending` can be cancelled; from `destroying` on there is no way back. */
export type ErasureState = 'pending' | 'destroying' | 'complete' | 'cancelled';

/** One erasure, from the request to the receipt: ids, times and counts, no content. */
export interface Erasure {
  readonly id: string;
  readonly appId: AppId;
  readonly accountId?: AccountId;
  readonly kind: ErasureKind;
  readonly targetId: string;
  /** Nobody for an app: all of its keys go. */
  readonly subjects: readonly ErasedSubject[];
  readonly requestedAt: Date;
  /** A key's id, or `operator`. */
  readonly requestedBy: string;
  readonly dueAt: Date;
  readonly state: ErasureState;
  /** Why it did not go on when it was last tried: `held`, or the code of a fault. */
  readonly waiting?: string;
  readonly keys: readonly DestroyedKey[];
  readonly counts: Readonly<Record<string, number>>;
  readonly destroyedAt?: Date;
  readonly completedAt?: Date;
  /** A signed note, once it is complete. */
  readonly receipt?: string;
}
