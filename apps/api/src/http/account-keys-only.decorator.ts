import { SetMetadata } from '@nestjs/common';

export const ACCOUNT_KEYS_ONLY = Symbol('account-keys-only');

/** For keys of the account itself, not for those of its service accounts: what concerns the whole account, or keeps others from acting. */
export const AccountKeysOnly = () => SetMetadata(ACCOUNT_KEYS_ONLY, true);
