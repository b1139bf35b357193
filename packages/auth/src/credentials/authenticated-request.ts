import type { Attempt } from './attempt.js';
import type { Principal } from '@parley/kernel';

/** What passport and its strategies leave on a request. */
export interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string };
  attempt?: Attempt;
  user?: Principal;
}
