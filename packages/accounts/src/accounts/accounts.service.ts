import { Injectable } from '@nestjs/common';
import { asAccountId, newId, type AccountId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { insertAccount, listAccounts, type AccountRow } from './accounts.queries.js';

/** An account as operators see it. */
export interface Account {
  readonly id: AccountId;
  readonly displayName: string;
  readonly createdAt: Date;
}

/** Accounts: who owns apps. The API has no operation on them; operators use the command line. */
@Injectable()
export class AccountsService {
  constructor(private readonly database: Database) {}

  /** Makes an account and answers its id. */
  async create(displayName: string): Promise<AccountId> {
    const id = asAccountId(newId());
    await insertAccount(this.database.account(id), id, displayName);
    return id;
  }

  /** Every account, oldest first; with `limit` no more than so many. For operators only: it looks across accounts. */
  async list(limit?: number): Promise<Account[]> {
    return (await listAccounts(this.database.system(), limit ?? null)).map(toAccount);
  }
}

const toAccount = ({ id, display_name, created_at }: AccountRow): Account => ({
  id: asAccountId(id),
  displayName: display_name,
  createdAt: created_at,
});
