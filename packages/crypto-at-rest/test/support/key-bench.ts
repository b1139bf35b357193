import { newId, type AppId } from '@parley/kernel';
import type { Keyring, Keys, SealedItem, Subject } from '@parley/crypto-at-rest';
import { DirectoryKeyStore, makeKeys, type KeyringParts } from '@parley/crypto-at-rest';
import type { Sql } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase, testKeyringParts, testKeyStoreDirectory, type OpenDatabase, type TestDatabase } from '@parley/testing';

const PLACE = { table: 'messages', row: 'one', column: 'body' };

/** A database, and what specs about the life of keys do with it. */
export class KeyBench {
  private constructor(readonly database: TestDatabase, readonly open: OpenDatabase) {}

  static async start(): Promise<KeyBench> {
    const database = await createTestDatabase();
    return new KeyBench(database, openDatabase(database.url, 10));
  }

  async close(): Promise<void> {
    await this.open.close();
    await this.database.close();
  }

  get db() {
    return this.open.database;
  }

  newApp = async (): Promise<AppId> => (await createApp(this.database)).id;

  readonly store = new DirectoryKeyStore(testKeyStoreDirectory());

  /** The keys of a process of its own. */
  keys = (given: Partial<KeyringParts> = {}): Keys => makeKeys(testKeyringParts({ store: this.store, ...given }));

  /** A sealed value of a new conversation or user; `within` a transaction that is open already. */
  async sealed(tenant: AppId, keyring: Keyring = this.keys().keyring, kind: 'conversation' | 'user' = 'conversation', within?: Sql): Promise<SealedItem> {
    const subject: Subject = `${kind}:${newId()}`;
    const create = (tx: Sql) => keyring.create(tx, tenant, [{ subject, items: [{ place: PLACE, value: subject }] }]);
    const [[cell] = []] = await (within ? create(within) : this.db.app(tenant).transaction(create));
    if (!cell) throw new Error('no cell');
    return { tenant, subject, place: PLACE, cell };
  }

  /** One more value of the same subject. */
  async resealed(item: SealedItem, keyring: Keyring = this.keys().keyring, sql: Sql = this.db.app(item.tenant as AppId)): Promise<SealedItem> {
    const [cell] = await keyring.seal(sql, item, [{ place: PLACE, value: item.subject }]);
    if (!cell) throw new Error('no cell');
    return { ...item, cell };
  }

  /** What a process that has just started makes of sealed values, each: open, or why not. */
  async states(items: readonly SealedItem[], keyring: Keyring = this.keys().keyring): Promise<string[]> {
    const opened = await keyring.open(this.db.system(), items);
    return opened.map((each, index) => (each.ok ? (each.value === items[index]?.subject ? 'open' : 'wrong') : each.fault.code));
  }
}
