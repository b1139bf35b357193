import type { AccountId, AppId, CallerContext, Scope } from '@parley/kernel';

/** Who acts, and in whose log it is written down. */
export interface Actor {
  /** A key's id; `operator` at the command line; `parley` for what the product does by itself. */
  readonly id: string;
  readonly scope: Scope | 'operator' | 'system' | 'unknown';
  /** The IP address that the act came from. */
  readonly address?: string;
  readonly requestId?: string;
  /** Whose log it is; without one only operators see the entry. */
  readonly accountId?: AccountId;
  /** The app that the act is about. */
  readonly appId?: AppId;
}

/** The caller of a request, acting on the app of its context if it has one. */
export const callerOf = ({ principal, address, requestId, appId }: CallerContext & { readonly appId?: AppId }): Actor => ({
  id: principal.keyId, scope: principal.scope, address, requestId, accountId: principal.accountId, appId,
});

/** Somebody at the command line, acting on an account. */
export const operatorOn = (accountId?: AccountId): Actor => ({ id: 'operator', scope: 'operator', accountId });

/** The product itself. */
export const PARLEY: Actor = { id: 'parley', scope: 'system' };
