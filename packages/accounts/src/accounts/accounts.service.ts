import { Injectable } from '@nestjs/common';
import { operatorOn, recordAct } from '@parley/audit-log';
import { asAccountId, newId, type AccountId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { insertAccount, listAccounts, setKeySecretsReadable, type AccountRow } from './accounts.queries.js';

/** An account as operators see it. */
export interface Account {
  readonly id: AccountId;
  readonly displayName: string;
  readonly createdAt: Date;
  /** Whether its keys' secrets can be read again after they were made (ADR 0026). */
  readonly keySecretsReadable: boolean;
}

/** Accounts: who owns apps. The API has no operation on them; operators use the command line. */
@Injectable()
export class AccountsService {
  constructor(private readonly database: Database) {}

  /** Makes an account and answers its id. */
  async create(displayName: string): Promise<AccountId> {
    const id = asAccountId(newId());
    await this.database.account(id).transaction(async (tx) => {
      await insertAccount(tx, id, displayName);
      await recordAct(tx, operatorOn(id), { action: 'account:create', target: { type: 'account', id } });
    });
    return id;
  }

  /** Every account, oldest first; with `limit` no more than so many. For operators only: it looks across accounts. */
  async list(limit?: number): Promise<Account[]> {
    return (await listAccounts(this.database.system(), limit ?? null)).map(toAccount);
  }

  /** Says whether the secrets of an account's keys can be read again: at once in every process. Answers nothing when there is no such account. */
  async setKeySecretsReadable(id: AccountId, readable: boolean): Promise<Account | undefined> {
    return this.database.account(id).transaction(async (tx) => {
      const row = await setKeySecretsReadable(tx, id, readable);
      if (row === undefined) return undefined;
      await recordAct(tx, operatorOn(id), { action: 'account:update', target: { type: 'account', id }, details: { keySecretsReadable: readable } });
      return toAccount(row);
    });
  }
}

const toAccount = ({ id, display_name, created_at, key_secrets_readable }: AccountRow): Account => ({
  id: asAccountId(id),
  displayName: display_name,
  createdAt: created_at,
  keySecretsReadable: key_secrets_readable,
});
