import type { AccountId, AppId } from '@parley/kernel';

/** Whose keys: an app, or an account. */
export type TenantId = AppId | AccountId;

/** What one data key belongs to: it is erased with it. `app` and `account` are for what is theirs alone, such as secrets. */
export type Subject = `${'conversation' | 'user' | 'app' | 'account'}:${string}`;
