import { Injectable } from '@nestjs/common';
import { asAccountId, newId, type AccountId } from '@parley/kernel';
import { Database } from '@parley/persistence';

/** Accounts: who owns apps. The API has no operation on them; operators use the command line. */
@Injectable()
export class AccountsService {
  constructor(private readonly database: Database) {}

  /** Makes an account and answers its id. */
  async create(displayName: string): Promise<AccountId> {
    const id = asAccountId(newId());
    await this.database.account(id).query('insert into accounts (id, display_name) values ($1, $2)', [id, displayName]);
    return id;
  }
}
