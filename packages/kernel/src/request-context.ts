import type { AccountId, AppId } from './ids.js';

/** What a key may reach (openapi.yaml, Authorization). */
export type Scope = 'account' | 'app' | 'integration';

/** Who calls: the key that authenticated the request, and what owns it. */
export interface Principal {
  readonly scope: Scope;
  readonly keyId: string;
  readonly accountId: AccountId;
  /** Set for the scopes `app` and `integration`. */
  readonly appId?: AppId;
  /** Set for the scope `integration`. */
  readonly integrationId?: string;
}

/** What every use case receives first: who asks, for which app, under which request id. */
export interface RequestContext {
  readonly requestId: string;
  readonly appId: AppId;
  readonly principal: Principal;
}
