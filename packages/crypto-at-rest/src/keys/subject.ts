import type { AccountId, AppId } from '@parley/kernel';

/** Whose keys: an app, or an account. */
export type TenantId = AppId | AccountId;

/** What one data key belongs to: it is erased with it. `app` and `account` are for what is theirs alone, such as secrets. */
export type Subject = `${'conversation' | 'user' | 'app' | 'account'}:${string}`;

/** Has the keys of the installation's own backups: no app or account, and never rotated or destroyed as theirs are. */
export const BACKUP_TENANT = 'backup' as AppId;
