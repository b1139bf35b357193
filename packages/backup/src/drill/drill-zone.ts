import { parseVerifierKey } from '@parley/audit-log';
import { makeKeyring, openRootKeys, type KeyStore, type Keyring, type ReadableTable, type RootKeyAccess } from '@parley/crypto-at-rest';
import { Database, openPool } from '@parley/persistence';
import { openLedger } from '../ledger/open-ledger.js';
import { RepositoryView } from '../restore/plan/repository-view.js';
import { ZoneBackups } from '../restore/zone-backups.js';
import type { Zone } from '../zones/zone.js';
import { drill, type DrillParts } from './drill.js';
import { openSamples } from './open-samples.js';
import type { DrillFindings } from './report.types.js';
import { makeScratch, type Scratch } from './scratch.js';
import { tryErased, type ErasedConversation } from './try-erased.js';
import { zoneKeyStore } from './zone-key-store.js';

const CONNECTIONS = 2;

/** What a drill of one zone takes. */
export interface ZoneDrill extends Pick<DrillParts, 'to' | 'windowSeconds' | 'random' | 'erasedAfterMs' | 'planned' | 'progress'> {
  readonly zone: Zone;
  /** Who opens the root key, as for a restore. */
  readonly access: RootKeyAccess;
  /** A server where a scratch database may be made; not the one that is backed up, where that can be had. */
  readonly serverUrl: string;
  /** Makes roles and schema up to a migration in the scratch database. */
  readonly migrateTo: (scratch: Scratch, migration: string) => Promise<void>;
  /** Brings its schema up to date and hides again what was erased; answers how many erasures there were. */
  readonly eraseAgain: (scratch: Scratch, keys: { readonly database: Database; readonly keyring: () => Promise<Keyring>; readonly store: KeyStore }) => Promise<number>;
  readonly messages: ReadableTable;
  /** Conversations that the key store says were erased; some of them where there are many. */
  readonly erased: (store: KeyStore) => Promise<readonly ErasedConversation[]>;
  /** Called with what has to be dropped, should the process end before this does. */
  readonly made?: (scratch: Scratch) => void;
}

/** Restores a random moment out of one zone alone, keys and all, into a scratch database, which is dropped again. Rejects as `drill`. */
export async function drillZone(given: ZoneDrill): Promise<DrillFindings> {
  const { zone, access, serverUrl, made, migrateTo, eraseAgain, erased, messages, ...how } = given;
  const ledger = await openLedger([zone.ledger], access);
  const [reader, store] = [new ZoneBackups([zone]), zoneKeyStore(ledger)];
  const view = await RepositoryView.read(reader, ledger.keys, ledger.verifierKeys.map(parseVerifierKey));
  const scratch = await makeScratch(serverUrl, ledger.repository.id);
  made?.(scratch);
  try {
    return await drill({
      reader, ledger, view, target: { url: scratch.adminUrl }, ...how,
      migrateTo: (migration) => migrateTo(scratch, migration),
      eraseAgain: () => withKeys(scratch, async (database, keyring) => eraseAgain(scratch, { database, keyring, store })),
      openSamples: () => withKeys(scratch, async (database, keyring) => openSamples({ database, keyring: await keyring(), messages })),
      tryErased: async () => {
        const conversations = await erased(store);
        return withKeys(scratch, async (database, keyring) => tryErased({ database, keyring: await keyring(), messages }, conversations));
      },
    });
  } finally {
    await scratch.drop();
  }

  /** The keyring is opened when it is asked for: before, the database may have no policies that let anybody see keys. */
  async function withKeys<T>({ runtimeUrl }: Scratch, use: (database: Database, keyring: () => Promise<Keyring>) => Promise<T>): Promise<T> {
    const pool = openPool(runtimeUrl, CONNECTIONS);
    const opened: { zero(): void }[] = [];
    try {
      const database = new Database(pool);
      return await use(database, async () => {
        const roots = await openRootKeys(database.system(), access);
        opened.push(roots);
        return makeKeyring({ roots, store, installation: ledger.installation });
      });
    } finally {
      for (const roots of opened) roots.zero();
      await pool.end();
    }
  }
}
