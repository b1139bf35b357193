import type { KeyStore } from '@parley/crypto-at-rest';
import type { Erasure } from './erasure.js';

/** What a ledger needs of the key store. */
export type LedgerStore = Pick<KeyStore, 'read' | 'write'> & {
  /** Names of the objects in a folder. */
  list(folder: string): Promise<string[]>;
};

/** What is kept of an erasure outside the database: what it takes to do it again in an older copy. */
export type LedgerEntry = Pick<Erasure, 'id' | 'appId' | 'accountId' | 'kind' | 'targetId' | 'subjects' | 'requestedBy'> & {
  readonly requestedAt: string;
};

/** The erasure that an entry tells of, in a database that does not know it. */
export const asErasure = ({ requestedAt, ...entry }: LedgerEntry): Erasure => ({
  ...entry, requestedAt: new Date(requestedAt), dueAt: new Date(requestedAt), state: 'destroying', keys: [], counts: {},
});

const FOLDER = 'erasures';
const VERSION = 1;

/**
 * Every erasure whose keys were destroyed, beside the key store, which is never put back to an earlier state: a database
 * that was restored from a copy is told by it what must be hidden and removed again.
 */
export class ErasureLedger {
  constructor(private readonly store: LedgerStore) {}

  /** Durable when it resolves; before any key goes. */
  async add(erasure: Erasure): Promise<void> {
    const { id, appId, accountId, kind, targetId, subjects, requestedBy, requestedAt } = erasure;
    const entry = { v: VERSION, id, appId, accountId, kind, targetId, subjects, requestedBy, requestedAt: requestedAt.toISOString() };
    await this.store.write(`${FOLDER}/${id}`, Buffer.from(JSON.stringify(entry)));
  }

  /** The ids of all erasures. */
  async ids(): Promise<string[]> {
    return (await this.store.list(FOLDER)).map((name) => name.slice(name.lastIndexOf('/') + 1));
  }

  /** Nothing when the ledger does not know it. Raises when its entry cannot be read. */
  async entry(id: string): Promise<LedgerEntry | undefined> {
    const content = await this.store.read(`${FOLDER}/${id}`);
    if (content === undefined) return undefined;
    const { v, ...entry } = JSON.parse(content.toString()) as LedgerEntry & { readonly v: number };
    if (v !== VERSION || entry.id !== id) throw new Error('An entry of the ledger of erasures cannot be read');
    return entry;
  }
}
