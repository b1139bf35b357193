import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { Erasure } from './erasure.js';

/** Whose: without subjects all of an app, with `before` only what is older. */
export interface Dropped {
  readonly appId: AppId;
  readonly subjects?: readonly string[];
  readonly before?: Date;
}

/** Removes at most `limit` rows that quote the subjects, in a transaction of the app's scope, and answers how many; fewer only when none is left. */
export type Dropping = (tx: Sql, whose: Dropped, limit: number) => Promise<number>;

/** What an erasure drops. Of a user whose personal information goes, what was written since is sealed under a newer key, and stays. */
export const droppedOf = ({ appId, kind, subjects, requestedAt }: Erasure): Dropped => ({
  appId,
  ...(kind !== 'app' && { subjects: subjects.map(({ subject }) => subject) }),
  ...(kind === 'personal_information' && { before: requestedAt }),
});
