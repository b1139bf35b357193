import { Injectable } from '@nestjs/common';
import { operatorOn, recordAct, type Act } from '@parley/audit-log';
import { AppError, leasesEnded, newId, type AccountId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { DELETE, GRANT, INSERT, LIST, REVOKE, type ServiceAccountRow } from './service-accounts.queries.js';

/** A service account as operators see it. */
export interface ServiceAccount {
  readonly id: string;
  readonly displayName: string;
  readonly createdAt: Date;
  /** The apps that its keys reach. */
  readonly appIds: readonly string[];
}

/** Accounts of programs: their keys reach the apps they were granted and those they make, and no other of the account. For the command line: the API has no operation on them. */
@Injectable()
export class ServiceAccountsService {
  constructor(private readonly database: Database) {}

  /** Makes one and answers its id. Rejects with the driver's error when there is no such account. */
  async create(accountId: AccountId, displayName: string): Promise<string> {
    const id = newId();
    await this.act(accountId, 'serviceAccount:create', id, INSERT, [id, accountId, displayName]);
    return id;
  }

  /** All of an account, oldest first. */
  async list(accountId: AccountId): Promise<ServiceAccount[]> {
    const rows = await this.database.account(accountId).query<ServiceAccountRow & Record<string, unknown>>(LIST, [accountId]);
    return rows.map(({ id, display_name: displayName, created_at: createdAt, app_ids: appIds }) => ({ id, displayName, createdAt, appIds }));
  }

  /** Lets it reach an app of its account. Raises not_found for what is not there. */
  async grant(accountId: AccountId, id: string, appId: string): Promise<void> {
    if (!(await this.act(accountId, 'serviceAccount:grant', id, GRANT, [accountId, id, appId], appId))) throw notFound();
  }

  /** Takes an app from it, and answers when no process lets it in any more: after about 1.1 s. Raises not_found for what was not granted. */
  async revoke(accountId: AccountId, id: string, appId: string): Promise<void> {
    if (!(await this.act(accountId, 'serviceAccount:revoke', id, REVOKE, [accountId, id, appId], appId))) throw notFound();
    await leasesEnded();
  }

  /** Removes it with its keys, and answers when they open nothing any more. Apps that it made stay. Raises not_found. */
  async delete(accountId: AccountId, id: string): Promise<void> {
    if (!(await this.act(accountId, 'serviceAccount:delete', id, DELETE, [accountId, id]))) throw notFound();
    await leasesEnded();
  }

  /** Runs a statement and, where it answers a row or is an insert, puts it on the record. */
  private act(accountId: AccountId, action: Act['action'], id: string, statement: string, values: unknown[], appId?: string): Promise<boolean> {
    return this.database.account(accountId).transaction(async (tx) => {
      const done = (await tx.query(statement, values)).length > 0 || statement === INSERT;
      if (done) await recordAct(tx, operatorOn(accountId), { action, target: { type: 'serviceAccount', id }, details: appId === undefined ? {} : { appId } });
      return done;
    });
  }
}

const notFound = () => new AppError('not_found', 'Not found: the account has no such service account, or it no such app');
