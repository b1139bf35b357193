import { SetMetadata } from '@nestjs/common';

export const ALSO_DELETED = Symbol('also-deleted');

/** The app in the path may be one that is deleted, until nothing of it is left; for keys of scope `account`: an app's own are gone with it. */
export const AlsoDeleted = () => SetMetadata(ALSO_DELETED, true);
