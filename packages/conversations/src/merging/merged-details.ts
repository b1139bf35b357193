import { metadataFits, type Metadata } from '@parley/kernel';
import type { User } from '../users/user.js';
import type { UserDetails } from '../users/user.row.js';

/** What two users are together. */
interface Together {
  readonly details: UserDetails;
  /** Metadata of the discarded one that there is no room for; nothing when all fits. */
  readonly discardedMetadata?: Metadata;
}

/** The surviving user's own words win; what he does not have he takes from the discarded one, of metadata as much as 4096 bytes have room for. */
export function mergedDetails(surviving: User, discarded: User): Together {
  let metadata: Metadata = surviving.metadata;
  const left: [string, string | number | boolean][] = [];
  for (const [key, value] of Object.entries(discarded.metadata).filter(([name]) => !Object.hasOwn(surviving.metadata, name))) {
    const more = Object.fromEntries([...Object.entries(metadata), [key, value]]);
    if (metadataFits(more)) metadata = more;
    else left.push([key, value]);
  }
  const same = (one: object) => JSON.stringify(one);
  const known = new Set(surviving.identities.map(same));
  return {
    details: {
      externalId: surviving.externalId,
      profile: { ...discarded.profile, ...surviving.profile },
      metadata,
      identities: [...surviving.identities, ...discarded.identities.filter((identity) => !known.has(same(identity)))],
    },
    ...(left.length > 0 && { discardedMetadata: Object.fromEntries(left) }),
  };
}
