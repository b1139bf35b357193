import type { AccountId, AppId } from './ids.js';

/** What a key may reach (openapi.yaml, Authorization). */
export type Scope = 'account' | 'app' | 'integration';

/** Who calls: the key that authenticated the request, and what owns it. */
export interface Principal {
  readonly scope: Scope;
  readonly keyId: string;
  readonly accountId: AccountId;
  /** Set for the keys of a service account, whose scope is `account` too: of its account's apps it reaches those that it was granted. */
  readonly serviceAccountId?: string;
  /** Set for the scopes `app` and `integration`. */
  readonly appId?: AppId;
  /** Set for the scope `integration`. */
  readonly integrationId?: string;
}

/** A request that may be sent again: what it is, which key names it, and what it said. Digests only, which are not stored either: of something guessable they tell it. */
export interface Idempotency {
  /** Method, route and the ids in its path: one key names one request of one operation (ADR 0023). */
  readonly operation: string;
  /** SHA-256 of the header `Idempotency-Key`. */
  readonly keyHash: Buffer;
  /** SHA-256 of the body as it was received. */
  readonly bodyHash: Buffer;
}

/** Who asks, from where, under which request id. */
export interface CallerContext {
  readonly requestId: string;
  readonly principal: Principal;
  /** The IP address that the request came from; absent when the connection has gone. */
  readonly address?: string;
}

/** What every use case receives first: who asks, and for which app. */
export interface RequestContext extends CallerContext {
  readonly appId: AppId;
  /** Set when the caller sent an `Idempotency-Key`. */
  readonly idempotency?: Idempotency;
}
