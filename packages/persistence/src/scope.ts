import type { AccountId, AppId } from '@parley/kernel';

/**
 * What a connection may see, told to PostgreSQL as `parley.scope`; the row-level policies compare it.
 * One app's id: that app's rows. `account:<id>`: that account and its apps. `*`: what is worked across apps (keys, outbox,
 * deliveries, expired answers); no table of conversations.
 */
export type ScopeSetting = string & { readonly scope: true };

/** The rows of one app. */
export const appScope = (id: AppId): ScopeSetting => id as unknown as ScopeSetting;
/** One account and its apps. */
export const accountScope = (id: AccountId): ScopeSetting => `account:${id}` as ScopeSetting;
/** Tables that are worked across apps; those of conversations stay closed. */
export const systemScope = '*' as ScopeSetting;
