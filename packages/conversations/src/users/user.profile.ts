import type { Profile as ProfileChange } from '@parley/contracts';
import type { Profile } from './user.js';

/** Merges key by key: a missing key stays, `null` clears it (semantics §5, DeleteUserPersonalInformation's words for one key). */
export function mergeProfile(current: Profile, change: ProfileChange | null | undefined): Profile {
  const merged = { ...current, ...withoutUndefined(change ?? {}) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

const withoutUndefined = (change: ProfileChange): ProfileChange =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
