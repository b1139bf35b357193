import { Injectable } from '@nestjs/common';
import { asAppId, LeaseCache, type AccountId, type AppId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { findOwner } from './apps.queries.js';

/** Whose an app is, remembered for one lease: asked on every request that an account key makes (docs/decisions/0020). */
@Injectable()
export class AppDirectory {
  private readonly owners: LeaseCache<string>;

  constructor(database: Database) {
    this.owners = new LeaseCache((id) => findOwner(database.system(), id));
  }

  /** The app's id, proven to be the account's; undefined for another's, a deleted and an unknown one. */
  async ofAccount(accountId: AccountId, id: string): Promise<AppId | undefined> {
    return (await this.owners.get(id)) === accountId ? asAppId(id) : undefined;
  }
}
