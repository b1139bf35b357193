import { Injectable } from '@nestjs/common';
import { Keyring } from '@parley/crypto-at-rest';
import { LeaseCache } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { findLiveKey } from '../api-keys/api-keys.queries.js';
import { secretOf } from '../api-keys/key-secret.js';
import { toKeyRecord, type KeyRecord } from '../api-keys/key-record.js';

const KEY_ID = /^(?:act|svc|app|int)_[0-9a-f]{24}$/;

/** Finds keys by their id, opens their secrets and remembers them for one lease (docs/decisions/0020). */
@Injectable()
export class KeyDirectory {
  private readonly cache: LeaseCache<KeyRecord>;

  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
  ) {
    this.cache = new LeaseCache((id) => this.read(id));
  }

  /** The key that works under this id now, or did within the last lease. */
  async find(id: string): Promise<KeyRecord | undefined> {
    return KEY_ID.test(id) ? this.cache.get(id) : undefined;
  }

  /** Whether `find` would answer without asking the database. */
  remembers(id: string): boolean {
    return this.cache.peek(id) !== undefined;
  }

  /** Spends what finding an unknown key costs, so that a wrong secret cannot be told from a wrong id by the time it takes. */
  async pretendToFind(id: string): Promise<void> {
    await this.read(id);
  }

  private async read(id: string): Promise<KeyRecord | undefined> {
    const sql = this.database.system();
    const row = await findLiveKey(sql, id);
    if (row) return toKeyRecord(row, String(await this.keyring.openEvenly(sql, secretOf(row))));
    await this.keyring.pretendToOpen(sql);
    return undefined;
  }
}
