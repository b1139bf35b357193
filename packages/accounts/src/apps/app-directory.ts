import { Injectable } from '@nestjs/common';
import { asAppId, LeaseCache, type AccountId, type AppId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { findGrant } from '../service-accounts/service-accounts.queries.js';
import { findLastOwner, findOwner } from './apps.queries.js';

/** Whose an app is, remembered for one lease: asked on every request that an account key makes (docs/decisions/0020). */
@Injectable()
export class AppDirectory {
  private readonly owners: LeaseCache<string>;
  private readonly grants: LeaseCache<string>;

  constructor(private readonly database: Database) {
    this.owners = new LeaseCache((id) => findOwner(database.system(), id));
    this.grants = new LeaseCache((pair) => findGrant(database.system(), ...(pair.split(' ') as [string, string])));
  }

  /** The app's id, proven to be the account's; undefined for another's, a deleted and an unknown one. */
  async ofAccount(accountId: AccountId, id: string): Promise<AppId | undefined> {
    return (await this.owners.get(id)) === accountId ? asAppId(id) : undefined;
  }

  /** The same for an app that was granted to a service account of the account. */
  async granted(accountId: AccountId, serviceAccountId: string, id: string): Promise<AppId | undefined> {
    return (await this.grants.get(`${serviceAccountId} ${id}`)) === accountId ? asAppId(id) : undefined;
  }

  /** The same for an app that may be deleted, as long as anything of it is left; asked anew each time. */
  async everOfAccount(accountId: AccountId, id: string): Promise<AppId | undefined> {
    return (await findLastOwner(this.database.system(), id)) === accountId ? asAppId(id) : undefined;
  }
}
