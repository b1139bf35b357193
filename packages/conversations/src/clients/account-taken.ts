/** The account came to somebody else meanwhile, whose lock is not held: the caller's transaction is to be rolled back and tried anew. */
export class AccountTaken extends Error {}
