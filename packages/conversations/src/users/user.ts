import type { Identity } from '@parley/contracts';
import type { Metadata } from '@parley/kernel';

/** What a person may be called by; a key that is not known is absent. */
export interface Profile {
  readonly givenName?: string;
  readonly surname?: string;
  readonly email?: string;
  readonly avatarUrl?: string;
  readonly locale?: string;
}

/** A user as the API and the events show one. */
export interface User {
  readonly id: string;
  readonly externalId?: string;
  readonly brandId?: string;
  readonly authenticated: boolean;
  readonly signedUpAt: string;
  readonly toBeRetained?: boolean;
  readonly profile: Profile;
  readonly metadata: Metadata;
  readonly identities: Identity[];
}
